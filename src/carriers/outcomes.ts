// Pure: no I/O, no clock, no randomness.
/** How calls to carrier accounts go: what one isolate has heard, and what all have heard lately. Rules only. */

/** `answered`: a usable answer, a refusal too. `not_sent`: the circuit was open. */
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

/** An isolate writes down what it has heard no more often than this. */
export const NOTE_EVERY_MS = 15_000;
/** "Lately" is the window that is under way and the whole one before it: five to ten minutes. */
export const WINDOW_MS = 5 * 60_000;

export const windowAt = (now: number): number => now - (now % WINDOW_MS);

const silent = (account: string): Outcomes => ({
  account,
  answered: 0,
  failed: 0,
  notSent: 0,
  answeredMs: 0,
  lastAnsweredAt: null,
  lastFailedAt: null,
});

function after(before: Outcomes, outcome: CarrierOutcome, ms: number, at: number): Outcomes {
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
 * What one isolate has heard and not written down yet. Taken with the call that finds it due, so the last seconds of an
 * isolate that falls silent wait for its next call, and are lost if it is gone by then.
 */
export class OutcomeTally {
  readonly #heard = new Map<string, Outcomes>();
  #takenAt = Number.NEGATIVE_INFINITY;

  hear(account: string, outcome: CarrierOutcome, ms: number, at: number): void {
    this.#heard.set(account, after(this.#heard.get(account) ?? silent(account), outcome, ms, at));
  }

  /** Everything, once it is due; `null` before. A clock that was set back does not hold it up. */
  take(now: number): readonly Outcomes[] | null {
    if (this.#heard.size === 0 || Math.abs(now - this.#takenAt) < NOTE_EVERY_MS) return null;
    this.#takenAt = now;
    const taken = [...this.#heard.values()];
    this.#heard.clear();
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

/** What the windows of a row say about the minutes before `now`. */
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
