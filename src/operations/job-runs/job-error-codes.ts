// Pure: no I/O, no clock, no randomness.
import { type ProblemCode, problemCodes } from "#kernel/http/problem";

/** A job fails with the codes of the API's problems, and with these. */
export const jobErrorCodes = [...problemCodes, "sync_failed"] as const;
export type JobErrorCode = ProblemCode | "sync_failed";
