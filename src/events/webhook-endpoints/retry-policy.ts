// Pure: no I/O, no clock, no randomness.
import type { Attempt } from "#kernel/ports/webhook-object";

/**
 * The rules of delivery: what an answer means, when the next attempt is due, when a delivery or an endpoint is given
 * up.
 */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * The delay after each failed attempt, before jitter. About three days in all; there is one attempt more than delays.
 */
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
/** The longest delay that a receiver's `Retry-After` can ask for. */
export const MAX_RETRY_AFTER_MS = DAY;

/** An endpoint is paused after this long without a success, if it also had this many failed attempts. */
export const PAUSE_AFTER_MS = 5 * DAY;
export const PAUSE_AFTER_FAILURES = 12;

/** Pending deliveries of an endpoint. Later events wait in the tenant's event log. */
export const MAX_PENDING = 10_000;

export type AttemptOutcome = "delivered" | "gone" | "failed";

/**
 * 2xx: delivered. 410: the receiver wants no more. Everything else, redirects included, is a failure and is retried.
 */
export function attemptOutcomeOf({ status }: Pick<Attempt, "status">): AttemptOutcome {
  if (status !== null && status >= 200 && status < 300) return "delivered";
  return status === 410 ? "gone" : "failed";
}

/**
 * When to try again after `made` attempts; `null` if that was the last. Jitter multiplies the delay by 0.5 to 1.5, so
 * that deliveries that failed together are not retried together, and three days stay about three days. 0 ≤ random < 1.
 */
export function nextAttemptAt(made: number, now: number, random: number, retryAfterMs: number | null): number | null {
  const delay = RETRY_DELAYS_MS[made - 1];
  if (delay === undefined) return null;
  const requested = Math.min(retryAfterMs ?? 0, MAX_RETRY_AFTER_MS);
  return now + Math.max(Math.round(delay * (0.5 + random)), requested);
}

/**
 * `Retry-After` in milliseconds from now; `null` if absent or unreadable. Seconds or a date: RFC 9110, section 10.2.3.
 */
export function parseRetryAfter(header: string | null, now: number): number | null {
  const value = header?.trim();
  if (!value) return null;
  const ms = /^\d+$/.test(value) ? Number(value) * SECOND : Date.parse(value) - now;
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}

/** An endpoint's failures since its last success. */
export interface EndpointHealth {
  readonly failingSince: number | null;
  readonly failures: number;
}

export const healthy: EndpointHealth = { failingSince: null, failures: 0 };

export const healthAfter = (before: EndpointHealth, outcome: AttemptOutcome, now: number): EndpointHealth =>
  outcome === "delivered" ? healthy : { failingSince: before.failingSince ?? now, failures: before.failures + 1 };

/** Why the platform stops an endpoint: its receiver answered 410 (`gone`), or it failed for days (`failing`). */
export type StopCause =
  | { readonly reason: "gone" }
  | { readonly reason: "failing"; readonly failingSince: number; readonly failedAttempts: number };

/** Whether an attempt's outcome stops the endpoint, and why; `null` if it does not. */
export function stopCauseOf(outcome: AttemptOutcome, health: EndpointHealth, now: number): StopCause | null {
  if (outcome === "gone") return { reason: "gone" };
  const { failingSince, failures } = health;
  if (failingSince === null || now - failingSince < PAUSE_AFTER_MS || failures < PAUSE_AFTER_FAILURES) return null;
  return { reason: "failing", failingSince, failedAttempts: failures };
}

/** How many events to read from the log: a page, or less if the pending deliveries would exceed their limit. */
export const readLimit = (pending: number, page: number): number => Math.max(0, Math.min(page, MAX_PENDING - pending));
