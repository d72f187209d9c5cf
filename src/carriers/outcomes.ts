// Pure: no I/O, no clock, no randomness.
/** Outcomes of requests to carrier accounts: counted per isolate, stored for all isolates. Rules only. */

/** `answered`: Twilio gave a usable answer, possibly a refusal. `not_sent`: the circuit was open. */
export type CarrierOutcome = "answered" | "failed" | "not_sent";

export interface Outcomes {
  readonly account: string;
  readonly answered: number;
  readonly failed: number;
  readonly notSent: number;
  readonly answeredMs: number;
  readonly lastAnsweredAt: number | null;
  readonly lastFailedAt: number | null;
}

/** An isolate stores its outcomes no more often than this. */
export const STORE_EVERY_MS = 15_000;
/** "Recent" is the current window and the one before it: five to ten minutes. */
export const WINDOW_MS = 5 * 60_000;

export const windowAt = (now: number): number => now - (now % WINDOW_MS);

const noOutcomes = (account: string): Outcomes => ({
  account,
  answered: 0,
  failed: 0,
  notSent: 0,
  answeredMs: 0,
  lastAnsweredAt: null,
  lastFailedAt: null,
});

function withOutcome(before: Outcomes, outcome: CarrierOutcome, ms: number, at: number): Outcomes {
  switch (outcome) {
    case "answered":
      return { ...before, answered: before.answered + 1, answeredMs: before.answeredMs + ms, lastAnsweredAt: at };
    case "failed":
      return { ...before, failed: before.failed + 1, lastFailedAt: at };
    case "not_sent":
      return { ...before, notSent: before.notSent + 1 };
  }
}

/**
 * The outcomes that one isolate has not stored yet. A request that finds them due stores them. The last outcomes of an
 * idle isolate wait for its next request, and are lost if the isolate is evicted before.
 */
export class OutcomeTally {
  readonly #pending = new Map<string, Outcomes>();
  #takenAt = Number.NEGATIVE_INFINITY;

  add(account: string, outcome: CarrierOutcome, ms: number, at: number): void {
    this.#pending.set(account, withOutcome(this.#pending.get(account) ?? noOutcomes(account), outcome, ms, at));
  }

  /**
   * Removes and returns all pending outcomes if they are due, else `null`. A clock that was set back does not delay
   * them.
   */
  takeDue(now: number): readonly Outcomes[] | null {
    if (this.#pending.size === 0 || Math.abs(now - this.#takenAt) < STORE_EVERY_MS) return null;
    this.#takenAt = now;
    const taken = [...this.#pending.values()];
    this.#pending.clear();
    return taken;
  }
}

interface Windows {
  readonly windowStart: number;
  readonly windowAnswered: number;
  readonly windowFailed: number;
  readonly windowNotSent: number;
  readonly beforeAnswered: number;
  readonly beforeFailed: number;
  readonly beforeNotSent: number;
}

export interface RecentOutcomes {
  readonly answered: number;
  readonly failed: number;
  readonly notSent: number;
}

/** Sums a row's current and previous window, as far as they are recent at `now`. */
export function recentOutcomes(row: Windows, now: number): RecentOutcomes {
  const age = windowAt(now) - row.windowStart;
  const window = age <= WINDOW_MS ? 1 : 0;
  const before = age <= 0 ? 1 : 0;
  return {
    answered: window * row.windowAnswered + before * row.beforeAnswered,
    failed: window * row.windowFailed + before * row.beforeFailed,
    notSent: window * row.windowNotSent + before * row.beforeNotSent,
  };
}
