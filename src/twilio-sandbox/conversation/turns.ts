// Pure: no I/O, no clock, no randomness.

/** The caller's side of a conversation: when to speak, when to wait and when to hang up. */

export interface Turn {
  readonly says: string;
  /** 8 kHz mu-law; `null` where the caller only presses keys. */
  readonly audio: Uint8Array | null;
  readonly digits: string;
  /** Speaks into the agent's speech instead of waiting for its end. */
  readonly interrupts: boolean;
}

export interface Patience {
  /** Silence of both sides after which the caller goes on, or hangs up if there is nothing more to say. */
  readonly silenceMs: number;
  /** The caller hangs up after this time, whatever happens. */
  readonly longestMs: number;
}

/** An agent may greet first. */
const BEFORE_FIRST_MS = 1_000;
const AFTER_ANSWER_MS = 500;
/** How much of the agent's speech is played before an interruption. */
const BEFORE_INTERRUPTION_MS = 200;

export class Turns {
  readonly #turns: readonly Turn[];
  readonly #patience: Patience;
  #taken = 0;
  #busyUntil = 0;
  #quietFrom = 0;
  #agentSince: number | null = null;
  #isAnswered = false;

  constructor(turns: readonly Turn[], patience: Patience) {
    this.#turns = turns;
    this.#patience = patience;
  }

  /** Decides for this time: a turn to begin, the end of the call, or nothing. */
  next(at: number, agentTalks: boolean): Turn | "hang_up" | null {
    if (at >= this.#patience.longestMs) return "hang_up";
    const turn = this.#turns[this.#taken];
    if (agentTalks) {
      this.#agentSince ??= at;
      this.#isAnswered = true;
    } else {
      this.#agentSince = null;
    }
    if (agentTalks || at < this.#busyUntil) {
      this.#quietFrom = at;
      const isUnderWay = this.#agentSince !== null && at - this.#agentSince >= BEFORE_INTERRUPTION_MS;
      return turn?.interrupts && isUnderWay && at >= this.#busyUntil ? turn : null;
    }
    const quiet = at - this.#quietFrom;
    if (!turn) return quiet >= this.#patience.silenceMs ? "hang_up" : null;
    return quiet >= this.#wait() ? turn : null;
  }

  /** Begins the turn that `next` has returned; it takes this long. */
  begin(at: number, ms: number): void {
    this.#taken += 1;
    this.#busyUntil = at + ms;
    this.#quietFrom = at;
    this.#isAnswered = false;
  }

  #wait(): number {
    if (this.#isAnswered) return AFTER_ANSWER_MS;
    return this.#taken === 0 ? BEFORE_FIRST_MS : this.#patience.silenceMs;
  }
}
