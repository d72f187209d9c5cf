import type { Context as HonoContext } from "hono";
import { HTTPException } from "hono/http-exception";
import { describeError, isConstraintError, isStorageError } from "#kernel/db/db";
import type { AppEnv } from "#kernel/http/http";
import { Problem } from "#kernel/http/problem";

/** Turns whatever was thrown into the problem document that the caller gets. */

function fromHttpException(error: HTTPException): Problem {
  switch (error.status) {
    case 400:
      return new Problem("malformed_json", "The body could not be read as JSON.");
    case 413:
      return new Problem("body_too_large", "The body may have at most 1 MB.");
    case 415:
      return new Problem("unsupported_media_type", "Send the body as JSON, with Content-Type: application/json.");
    default:
      return new Problem("internal_error", "Something went wrong on our side; the request id leads us to it.");
  }
}

/** Durable Objects mark errors of the platform itself, as when an object is moved or has too much to do. */
const isObjectTrouble = (error: unknown): boolean =>
  error instanceof Error && ["retryable", "overloaded", "durableObjectReset"].some((mark) => mark in error);

export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HTTPException) return fromHttpException(error);
  if ((isStorageError(error) && !isConstraintError(error)) || isObjectTrouble(error)) {
    return new Problem("storage_unavailable", "The database did not answer; try again in a moment.", { retryAfter: 2 });
  }
  return new Problem("internal_error", "Something went wrong on our side; the request id leads us to it.");
}

/** The answer to a failed request. What nobody foresaw is logged with its cause; the caller gets the request id only. */
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
