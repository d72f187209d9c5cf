import type { CarrierResult } from "#kernel/ports/carrier";
import type { JobError } from "#operations/job-runs/job";

/** What a run says of a question that the carrier did not answer. What was known before stays as it was. */
export const unanswered = (at: string, answer: Exclude<CarrierResult<unknown>, { kind: "ok" }>): JobError => ({
  at,
  error: answer.kind === "unavailable" ? "The carrier takes no requests." : answer.message,
});
