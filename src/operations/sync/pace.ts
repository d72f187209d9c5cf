/** Whether a slice may begin another step, and how many differences it has seen to so far. */
export class SyncPace {
  readonly mayGoOn: () => boolean;
  #acted = 0;

  constructor(mayGoOn: () => boolean) {
    this.mayGoOn = mayGoOn;
  }

  count(differences: number): void {
    this.#acted += differences;
  }

  get acted(): number {
    return this.#acted;
  }
}
