/**
 * Shares the connections that a Worker may have open at once among probes. A probe that holds slots never waits for
 * more of them, so two probes cannot wait for each other.
 */
export class ConnectionSlots {
  #free: number;
  readonly #waiting: { readonly count: number; readonly admit: () => void }[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** Resolves once `count` slots are the caller's, in the order of the calls. `count` is at most that of all slots. */
  take(count: number): Promise<void> {
    return new Promise((admit) => {
      this.#waiting.push({ count, admit });
      this.#admitNext();
    });
  }

  give(count: number): void {
    this.#free += count;
    this.#admitNext();
  }

  #admitNext(): void {
    for (let next = this.#waiting[0]; next && next.count <= this.#free; next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#free -= next.count;
      next.admit();
    }
  }
}
