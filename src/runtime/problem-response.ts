import type { Context as HonoContext } from "hono";
import { HTTPException } from "hono/http-exception";
import { describeError, isConstraintError, isStorageError } from "#kernel/db/db";
import type { AppEnv } from "#kernel/http/http";
import { Problem } from "#kernel/http/problem";

/** Turns any thrown error into the problem document that the caller gets. */

function fromHttpException(error: HTTPException): Problem {
  switch (error.status) {
    case 400:
      return new Problem(
        "malformed_json",
        "The body could not be parsed as JSON. Check its syntax and its encoding (UTF-8).",
      );
    case 413:
      return new Problem("body_too_large", "The body may have at most 1 MB. Split the request.");
    case 415:
      return new Problem("unsupported_media_type", "Send the body as JSON, with Content-Type: application/json.");
    default:
      return new Problem(
        "internal_error",
        "An unexpected error on our side. Send the request_id to support; it identifies the error in our log.",
      );
  }
}

/**
 * Cloudflare flags its own errors, for example when an object moves or is overloaded:
 * https://developers.cloudflare.com/durable-objects/best-practices/error-handling/
 */
const isObjectError = (error: unknown): boolean =>
  error instanceof Error && ["retryable", "overloaded", "durableObjectReset"].some((flag) => flag in error);

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HTTPException) return fromHttpException(error);
  if ((isStorageError(error) && !isConstraintError(error)) || isObjectError(error)) {
    return new Problem(
      "storage_unavailable",
      "The database did not answer, so the request may have taken effect or not. Retry in a moment, with the same Idempotency-Key if you sent one.",
      { retryAfter: 2 },
    );
  }
  return new Problem(
    "internal_error",
    "An unexpected error on our side. Send the request_id to support; it identifies the error in our log.",
  );
}

/**
 * Answers a failed request. An unexpected error is logged with its cause; the caller gets only the request id.
 */
export function respondWithProblem(error: unknown, c: HonoContext<AppEnv>): Response {
  const problem = problemOf(error);
  const requestId = c.get("requestId");
  if (!(error instanceof Problem) && problem.status >= 500) {
    console.error({ message: "request failed", request_id: requestId, error: describeError(error) });
  }
  const { retryAfter } = problem.extras;
  return c.body(JSON.stringify(problem.toDocument(requestId)), problem.status, {
    "content-type": "application/problem+json",
    ...(retryAfter !== undefined && { "retry-after": String(retryAfter) }),
    ...(problem.status === 401 && { "www-authenticate": 'Bearer realm="phone-manager"' }),
  });
}
