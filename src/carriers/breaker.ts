// Pure: no I/O, no clock, no randomness.
/**
 * A circuit breaker for one carrier account. It opens when calls in a row get no usable answer; while it is open nothing
 * is sent but one probe at a time, after waits that double; the first answer of any kind closes it. Whatever the carrier
 * says counts as an answer, a refusal and a 429 too: those it gives by itself, and cheaply.
 */

/** Calls in a row without a usable answer that open it. */
export const MAX_FAILURES = 10;
const FIRST_WAIT_MS = 5_000;
export const MAX_WAIT_MS = 60_000;
/** A probe not heard of for this long died with whoever sent it: above the longest CARRIER_TIMEOUT_MS. */
export const LOST_PROBE_MS = 15_000;
/** What those are told who come while a probe is under way: its answer is a matter of moments. */
const WHILE_PROBING_MS = 1_000;

/** `era` changes with every change of kind, so that an answer to a call of an earlier one is known and left alone. */
export type Breaker =
  | { readonly kind: "closed"; readonly era: number; readonly failures: number }
  | Broken<"open">
  /** A probe is under way; at `probeAt` it counts as lost. */
  | Broken<"half_open">;

interface Broken<Kind> {
  readonly kind: Kind;
  readonly era: number;
  readonly since: number;
  /** Probes that failed. */
  readonly tries: number;
  readonly probeAt: number;
}

export const closed: Breaker = { kind: "closed", era: 0, failures: 0 };

export type Admission =
  | { readonly admitted: true; readonly breaker: Breaker; readonly era: number }
  | { readonly admitted: false; readonly retryAfterMs: number };

/** Whether a call may be made now. One that may is part of an era, and has to be settled with it. */
export function admitRequest(breaker: Breaker, now: number): Admission {
  if (breaker.kind === "closed") return { admitted: true, breaker, era: breaker.era };
  if (now < breaker.probeAt) {
    const untilProbe = breaker.probeAt - now;
    return {
      admitted: false,
      retryAfterMs: breaker.kind === "open" ? untilProbe : Math.min(untilProbe, WHILE_PROBING_MS),
    };
  }
  const era = breaker.era + 1;
  return { admitted: true, breaker: { ...breaker, kind: "half_open", era, probeAt: now + LOST_PROBE_MS }, era };
}

const waitMs = (tries: number): number => Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(tries, 20));

/** What a call came to: whether the carrier gave a usable answer. */
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
