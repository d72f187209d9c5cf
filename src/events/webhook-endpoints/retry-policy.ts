import type { Attempt } from "#kernel/ports/webhook-object";

/** Every rule of delivering: what an answer means, when to try again, when to give up on an event or on an endpoint. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The wait after each failed attempt, before chance has its say: three days in all, and one attempt more than waits. */
export const RETRY_DELAYS_MS = [
  10 * SECOND,
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  8 * HOUR,
  14 * HOUR,
  18 * HOUR,
  24 * HOUR,
] as const;
export const MAX_ATTEMPTS = RETRY_DELAYS_MS.length + 1;
/** A receiver may ask for more time, but not put us off for ever. */
export const MAX_RETRY_AFTER_MS = DAY;

/** An endpoint is paused when nothing has got through for this long, and not for want of trying. */
export const PAUSE_AFTER_MS = 5 * DAY;
export const PAUSE_AFTER_FAILURES = 12;

/** Events an endpoint's object holds for later attempts; what comes after them waits in the tenant's log. */
export const MAX_PENDING = 10_000;

export type AttemptOutcome = "delivered" | "gone" | "failed";

/** 2xx is delivered, 410 asks to be spared, anything else (a redirect too, which is not followed) is to be tried again. */
export function attemptOutcomeOf({ status }: Pick<Attempt, "status">): AttemptOutcome {
  if (status !== null && status >= 200 && status < 300) return "delivered";
  return status === 410 ? "gone" : "failed";
}

/**
 * When to try again after `made` attempts; `null` when that was the last. Between half of the wait and one and a half, so
 * that what failed together does not come back together, and three days stay about three days. 0 ≤ random < 1.
 */
export function nextAttemptAt(made: number, now: number, random: number, retryAfterMs: number | null): number | null {
  const wait = RETRY_DELAYS_MS[made - 1];
  if (wait === undefined) return null;
  const asked = Math.min(retryAfterMs ?? 0, MAX_RETRY_AFTER_MS);
  return now + Math.max(Math.round(wait * (0.5 + random)), asked);
}

/** The header is a number of seconds or a date (RFC 9110, 10.2.3). */
export function parseRetryAfter(header: string | null, now: number): number | null {
  const value = header?.trim();
  if (!value) return null;
  const ms = /^\d+$/.test(value) ? Number(value) * SECOND : Date.parse(value) - now;
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}

/** What an endpoint has been through since something last got through to it. */
export interface EndpointHealth {
  readonly failingSince: number | null;
  readonly failures: number;
}

export const healthy: EndpointHealth = { failingSince: null, failures: 0 };

export const healthAfter = (before: EndpointHealth, verdict: AttemptOutcome, now: number): EndpointHealth =>
  verdict === "delivered" ? healthy : { failingSince: before.failingSince ?? now, failures: before.failures + 1 };

export const mustPause = ({ failingSince, failures }: EndpointHealth, now: number): boolean =>
  failingSince !== null && now - failingSince >= PAUSE_AFTER_MS && failures >= PAUSE_AFTER_FAILURES;

/** How many further events an object takes from the log at a time. */
export const readLimit = (pending: number, page: number): number => Math.max(0, Math.min(page, MAX_PENDING - pending));
