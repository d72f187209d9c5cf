import { z } from "#kernel/http/schema";
import { placeOf } from "#kernel/values/phone";
import { oneRoute } from "./one-route";

/** The parts of the libraries that the platform has: its own zod, and numbering plans that are built on first use. */
export default oneRoute(z, (phoneNumber) => placeOf(phoneNumber).country);
