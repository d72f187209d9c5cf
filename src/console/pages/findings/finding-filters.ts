// Pure: no I/O, no clock, no randomness.
import type { Answer, QueryOf } from "../../api/call";

/** The filters of the list that stand in the page's URL. */
export const findingFilters = ["status", "severity", "kind", "subject_id", "tenant_id"] as const;

export type FindingFilters = { readonly [Name in (typeof findingFilters)[number]]?: string };

export type FindingQuery = NonNullable<QueryOf<"GET", "/v1/findings">>;

export type Finding = Answer<"GET", "/v1/findings/{finding_id}">;

export const findingStatuses: readonly Finding["status"][] = ["open", "snoozed", "resolved"];
export const findingSeverities: readonly Finding["severity"][] = ["critical", "warning", "info"];
