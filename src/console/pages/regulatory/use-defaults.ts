import { type Answer, call } from "../../api/call";
import { useCall } from "../../api/use-call";

export type RegulatoryDefault = Answer<"GET", "/v1/regulatory-defaults/{country}/{type}">;

/** All default documents of the tenant: at most some for each country, so one page has them. */
export const useDefaults = () => useCall(call("GET", "/v1/regulatory-defaults", { query: { limit: 200 } }));
