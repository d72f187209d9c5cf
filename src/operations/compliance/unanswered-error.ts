import type { CarrierResult } from "#kernel/ports/carrier";
import type { JobError } from "#operations/job-runs/job";

/** Describes a failed carrier request as a job error. The stored states stay as they are, and the next run retries. */
export const unanswered = (at: string, answer: Exclude<CarrierResult<unknown>, { kind: "ok" }>): JobError => ({
  at,
  ...(answer.kind === "unavailable"
    ? {
        code: "carrier_unavailable",
        detail: "The carrier answers no requests at the moment. The next run tries again.",
      }
    : { code: answer.kind === "refused" ? answer.code : "carrier_unavailable", detail: answer.message }),
});
