// Pure: no I/O, no clock, no randomness.
import type { Answer, QueryOf } from "../../api/call";
import { openStatuses } from "../porting/request-status";

export const boardFilters = ["tenant_id", "status", "path"] as const;
export type BoardFilters = { readonly [Name in (typeof boardFilters)[number]]?: string };
export type BoardEntry = Answer<"GET", "/v1/porting-board">["data"][number];
type BoardQuery = NonNullable<QueryOf<"GET", "/v1/porting-board">>;

export function toBoardQuery({ tenant_id, status, path }: BoardFilters): BoardQuery {
  const statuses = openStatuses.filter((each) => each === status);
  return {
    ...(tenant_id && { tenant_id }),
    ...(statuses.length > 0 && { status: statuses }),
    ...((path === "twilio" || path === "operator") && { path }),
  };
}
