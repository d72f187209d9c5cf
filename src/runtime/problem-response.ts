import type { Context as HonoContext } from "hono";
import { HTTPException } from "hono/http-exception";
import { isUnavailable } from "#kernel/db/coded-error";
import { describeError, isMovingError } from "#kernel/db/db";
import type { AppEnv } from "#kernel/http/http";
import { Problem } from "#kernel/http/problem";
import { endedCookie } from "#sessions/cookie";

/** Turns any thrown error into the problem document that the caller gets. */

function fromHttpException(error: HTTPException): Problem {
  switch (error.status) {
    case 413:
      return new Problem("body_too_large", "The body may have at most 1 MB. Split the request.");
    default:
      return new Problem(
        "internal_error",
        "An unexpected error on our side. Send the request_id to support; it identifies the error in our log.",
      );
  }
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HTTPException) return fromHttpException(error);
  if (isMovingError(error)) {
    return new Problem(
      "tenant_moving",
      "The tenant is moving to another database, so nothing of it can change for about a minute. Reads work. Retry, with the same Idempotency-Key if you sent one.",
      { retryAfter: 10 },
    );
  }
  if (isUnavailable(error)) {
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
    ...(problem.code === "session_expired" && { "set-cookie": endedCookie(new URL(c.req.url)) }),
  });
}
