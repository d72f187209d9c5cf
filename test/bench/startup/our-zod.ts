import { z } from "#kernel/http/schema";
import { oneRoute } from "./one-route";

/** The part of zod that the platform has. */
export default oneRoute(z);
