import type { DueDelivery } from "./delivery-store";

/** One attempt that hangs must not hold up the others. A Worker has six connections; the database needs one of them. */
const MAX_CONCURRENT_ATTEMPTS = 5;

interface AttemptPoolDeps {
  /** The delivery that has been due longest and is not in flight; `undefined` if none is due. */
  readonly nextDue: (inFlight: ReadonlySet<string>) => DueDelivery | undefined;
  /** Makes one attempt and records its result. Never rejects. */
  readonly attempt: (delivery: DueDelivery) => Promise<void>;
  /** Called when an attempt starts, before its request is sent. */
  readonly onStart: () => void;
}

/** The attempts of an endpoint's object that are under way. They are lost with the instance; its alarm repeats them. */
export class AttemptPool {
  readonly #deps: AttemptPoolDeps;
  readonly #inFlight = new Set<string>();
  readonly #attempts = new Set<Promise<void>>();

  constructor(deps: AttemptPoolDeps) {
    this.#deps = deps;
  }

  /** The ids of the deliveries that are being attempted. */
  get inFlight(): ReadonlySet<string> {
    return this.#inFlight;
  }

  /** Attempts all due deliveries, and resolves when none is due and no attempt is under way. */
  async drain(): Promise<void> {
    for (;;) {
      while (this.#attempts.size < MAX_CONCURRENT_ATTEMPTS && this.#startNext());
      if (this.#attempts.size === 0) return;
      await Promise.race(this.#attempts);
    }
  }

  #startNext(): boolean {
    const next = this.#deps.nextDue(this.#inFlight);
    if (!next) return false;
    this.#inFlight.add(next.id);
    this.#deps.onStart();
    const attempt = this.#deps.attempt(next).finally(() => {
      this.#inFlight.delete(next.id);
      this.#attempts.delete(attempt);
    });
    this.#attempts.add(attempt);
    return true;
  }
}
