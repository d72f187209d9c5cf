import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { z } from "zod";
import { oneRoute } from "./one-route";

/** The libraries as their guides import them, which brings all of zod, and the numbering plans as an object. */
export default oneRoute(z, (phoneNumber) => parsePhoneNumberFromString(phoneNumber)?.country);
