// Pure: no I/O, no clock, no randomness.
/**
 * A circuit breaker for one carrier account. `MAX_FAILURES` requests in a row without a usable answer open it. While
 * it is open, one probe at a time is sent, after waits that double; any answer closes it. A refusal and a 429 are
 * answers too, because they show that Twilio works.
 */

/** Requests in a row without a usable answer that open the breaker. */
export const MAX_FAILURES = 10;
const FIRST_WAIT_MS = 5_000;
export const MAX_WAIT_MS = 60_000;
/** A probe without a result for this long is lost, with its isolate. Longer than the longest `CARRIER_TIMEOUT_MS`. */
export const LOST_PROBE_MS = 15_000;
/** Retry-After while a probe is under way, because its result comes soon. */
const WHILE_PROBING_MS = 1_000;

/**
 * `era` increases with each change of kind, so that the breaker can ignore the late result of a request of an earlier
 * era.
 */
export type Breaker =
  | { readonly kind: "closed"; readonly era: number; readonly failures: number }
  | Broken<"open">
  /** A probe is under way. At `probeAt` it counts as lost. */
  | Broken<"half_open">;

interface Broken<Kind> {
  readonly kind: Kind;
  readonly era: number;
  readonly since: number;
  /** Failed probes. */
  readonly tries: number;
  readonly probeAt: number;
}

export const closedBreaker: Breaker = { kind: "closed", era: 0, failures: 0 };

export type Admission =
  | { readonly admitted: true; readonly breaker: Breaker; readonly era: number }
  | { readonly admitted: false; readonly retryAfterMs: number };

/**
 * Decides whether a request may be sent now. The caller must record an admitted request's result with the returned
 * era.
 */
export function admitRequest(breaker: Breaker, now: number): Admission {
  if (breaker.kind === "closed") return { admitted: true, breaker, era: breaker.era };
  const untilProbe = breaker.probeAt - now;
  // A longer wait was begun by a clock that has been set back since.
  if (untilProbe > 0 && untilProbe <= MAX_WAIT_MS) {
    return {
      admitted: false,
      retryAfterMs: breaker.kind === "open" ? untilProbe : Math.min(untilProbe, WHILE_PROBING_MS),
    };
  }
  const era = breaker.era + 1;
  return { admitted: true, breaker: { ...breaker, kind: "half_open", era, probeAt: now + LOST_PROBE_MS }, era };
}

const waitMs = (tries: number): number => Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(tries, 20));

/** Returns the breaker after a request's result. `answered`: Twilio gave a usable answer. */
export function recordCarrierOutcome(breaker: Breaker, era: number, answered: boolean, now: number): Breaker {
  if (era !== breaker.era || breaker.kind === "open") return breaker;
  const next = era + 1;
  if (breaker.kind === "half_open") {
    if (answered) return { kind: "closed", era: next, failures: 0 };
    const tries = breaker.tries + 1;
    return { kind: "open", era: next, since: breaker.since, tries, probeAt: now + waitMs(tries) };
  }
  const failures = answered ? 0 : breaker.failures + 1;
  if (failures < MAX_FAILURES) return { ...breaker, failures };
  return { kind: "open", era: next, since: now, tries: 0, probeAt: now + waitMs(0) };
}
