import type { CarrierResult } from "#kernel/ports/carrier";
import type { JobError } from "#operations/job-runs/job";

/** The error of a run for a request that the carrier did not answer. The stored states stay as they are. */
export const unanswered = (at: string, answer: Exclude<CarrierResult<unknown>, { kind: "ok" }>): JobError => ({
  at,
  error: answer.kind === "unavailable" ? "The carrier takes no requests." : answer.message,
});
