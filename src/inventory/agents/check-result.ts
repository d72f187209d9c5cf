/** The results of an agent's check. */
export const checkResults = ["ok", "failed", "inconclusive", "not_applicable"] as const;
export type CheckResult = (typeof checkResults)[number];
