import { z } from "zod";
import { homeRegion, regions } from "./regions";

/** Which region takes the calls of a phone number, SIP domain or trunk; `parent` is its name. */
export const routeFields = z.object({
  friendly_name: z.string().default(""),
  voice_region: z.enum(regions).default(homeRegion),
});
export type RouteFields = z.output<typeof routeFields>;
