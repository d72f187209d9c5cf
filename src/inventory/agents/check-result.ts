/** What a check of an agent comes to. */
export const checkResults = ["ok", "failed", "inconclusive", "not_applicable"] as const;
export type CheckResult = (typeof checkResults)[number];
