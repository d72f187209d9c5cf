// Pure: no I/O, no clock, no randomness.

import type { Answer, QueryOf } from "../../api/call";
import { listed } from "../../components/choices";

/** The filters of the list that stand in the page's URL. */
export const findingFilters = ["status", "severity", "kind", "subject_id", "tenant_id"] as const;

export type FindingFilters = { readonly [Name in (typeof findingFilters)[number]]?: string };

export type FindingQuery = NonNullable<QueryOf<"GET", "/v1/findings">>;

export type Finding = Answer<"GET", "/v1/findings/{finding_id}">;

export const findingStatuses = listed<Finding["status"]>({ open: true, snoozed: true, resolved: true });
export const findingSeverities = listed<Finding["severity"]>({ critical: true, warning: true, info: true });
