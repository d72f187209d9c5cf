import { z } from "zod";
import { oneRoute } from "./one-route";

/** Zod as its guide imports it, which brings all of it. */
export default oneRoute(z);
