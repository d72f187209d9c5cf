// Pure: no I/O, no clock, no randomness.
import type { CodedError } from "#kernel/db/coded-error";

/** The checks of the health job, each with the statement that it proves. Each sends real data through the platform. */
export const checks = {
  database: "A row was written, and the same row was read back.",
  live_feed:
    "An event, written to the platform's event log, arrived on a live connection that was opened for this check.",
  number_object: "A number's Durable Object woke up, read its storage and returned its state.",
} as const;

export type CheckName = keyof typeof checks;

export interface ProbedCheck {
  readonly name: CheckName;
  readonly ok: boolean;
  readonly latencyMs: number;
  /** The cause of a failed check. Holds no secret and no stack trace. */
  readonly error: CodedError | null;
}
