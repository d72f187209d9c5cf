import type { Context } from "#kernel/ports/context";
import { type ApiRequest, ctxOf } from "./http";
import { Problem } from "./problem";

/** Of 30 requests that change the same resource at once, each succeeds within some 12 attempts; 100 need about 15. */
const MAX_ATTEMPTS = 20;
const FIRST_WAIT_MS = 20;
const MAX_WAIT_MS = 1_280;

/**
 * Repeats an operation that lost a race (`changed_meanwhile`), as a caller would: later, with the time of then, reading
 * and deciding anew. With a stale `If-Match` the repeat ends as `stale_version`. The waits are random and grow, so that
 * many requests do not meet again and again.
 *
 * Only for operations without an Idempotency-Key: an order holds numbers before it is written, so its caller repeats
 * it. A conflict that names a time to wait has waited already.
 *
 * **Invariant:** such an operation that throws `changed_meanwhile` has changed nothing, or only what its repeat finds
 * done.
 */
export async function repeatAfterConflicts<Result>(c: ApiRequest, attempt: () => Promise<Result>): Promise<Result> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt();
    } catch (error) {
      const isConflict = error instanceof Problem && error.code === "changed_meanwhile";
      if (!isConflict || error.extras.retryAfter !== undefined || attempts === MAX_ATTEMPTS) throw error;
      const ctx = ctxOf(c);
      const [random = 0] = ctx.randomBytes(1);
      await ctx.wait((random / 256) * Math.min(FIRST_WAIT_MS * 2 ** attempts, MAX_WAIT_MS));
      c.set("ctx", atPresent(ctx));
    }
  }
}

function atPresent(ctx: Context): Context {
  const passed = ctx.elapsedMs();
  return { ...ctx, now: ctx.now + passed, elapsedMs: () => ctx.elapsedMs() - passed };
}
