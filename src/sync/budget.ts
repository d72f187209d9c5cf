/** What a slice may still begin: the time it has, and things that take queries and calls to the carrier of their own. */
export class Budget {
  /** Kept so small because all slices of an invocation together may send D1 only so many queries. */
  static readonly MAX_ACTS = 20;
  readonly #hasTime: () => boolean;
  #acts = 0;

  constructor(hasTime: () => boolean) {
    this.#hasTime = hasTime;
  }

  get hasTime(): boolean {
    return this.#hasTime();
  }

  /** Takes one act out of it; `false` when there is none left. */
  spend(): boolean {
    if (this.#acts >= Budget.MAX_ACTS || !this.hasTime) return false;
    this.#acts += 1;
    return true;
  }

  get spent(): number {
    return this.#acts;
  }
}
