// Pure: no I/O, no clock, no randomness.
/** The checks of the health job. Each sends something real through the platform. */
export const checks = {
  database: "A row was written, and the same row was read back.",
  live_feed: "An event, written to the log of the platform, arrived on a live connection that was opened for it.",
  number_object: "The object that decides about a number woke up, read its storage and said where it stands.",
} as const;

export type CheckName = keyof typeof checks;

export interface ProbedCheck {
  readonly name: CheckName;
  readonly ok: boolean;
  readonly latencyMs: number;
  /** The cause of a failed check. Holds no secret and no stack trace. */
  readonly reason: string | null;
}
