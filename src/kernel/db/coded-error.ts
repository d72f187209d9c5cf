import { Problem, type ProblemCode, problemCatalogue } from "#kernel/http/problem";
import { describeError, isConstraintError, isMovingError, isStorageError } from "./db";

/** An error inside a report, such as that of a job run or of a check. */
export interface CodedError {
  readonly code: ProblemCode;
  readonly detail: string;
}

/**
 * Cloudflare flags its own errors, for example when an object moves or is overloaded:
 * https://developers.cloudflare.com/durable-objects/best-practices/error-handling/
 */
const isObjectError = (error: unknown): boolean =>
  error instanceof Error && ["retryable", "overloaded", "durableObjectReset"].some((flag) => flag in error);

/** Whether a database or an object did not answer. */
export const isUnavailable = (error: unknown): boolean =>
  (isStorageError(error) && !isConstraintError(error)) || isObjectError(error);

/** The code and the text of a thrown error. The text has no personal data: of a problem it is the title. */
export function codedError(error: unknown): CodedError {
  if (error instanceof Problem) return { code: error.code, detail: `${problemCatalogue[error.code].title}.` };
  if (isMovingError(error)) return { code: "tenant_moving", detail: `${problemCatalogue.tenant_moving.title}.` };
  const code = isUnavailable(error) ? "storage_unavailable" : "internal_error";
  return { code, detail: describeError(error) };
}
