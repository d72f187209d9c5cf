// Pure: no I/O, no clock, no randomness.
import type { QueryOf } from "../../api/call";
import { isStatus } from "./request-status";

/** The filters of the list that stand in the page's URL. `status` may name several, with commas between them. */
export const portingFilters = ["status", "path", "search"] as const;

export type PortingFilters = { readonly [Name in (typeof portingFilters)[number]]?: string };
type PortingQuery = NonNullable<QueryOf<"GET", "/v1/porting-requests">>;

/** The API searches for texts of this length and longer. */
const LEAST_SEARCH = 2;

/** The filters as the API takes them; what does not fit is left out. */
export function toPortingQuery({ status = "", path, search = "" }: PortingFilters): PortingQuery {
  const statuses = status.split(",").filter(isStatus);
  return {
    ...(statuses.length > 0 && { status: statuses }),
    ...((path === "twilio" || path === "operator") && { path }),
    ...(search.trim().length >= LEAST_SEARCH && { search: search.trim() }),
  };
}
