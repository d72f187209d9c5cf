// Pure: no I/O, no clock, no randomness.

/** The agent's speech as the caller hears it: one part after the other, each begun when the one before has ended. */
export class Playback {
  #endsAt = 0;
  #pending: { readonly at: number; readonly name: string }[] = [];

  /** Appends speech that arrived at this time. */
  play(at: number, ms: number): void {
    this.#endsAt = Math.max(this.#endsAt, at) + ms;
  }

  /** A mark falls due when all speech before it has been played. */
  mark(at: number, name: string): void {
    this.#pending.push({ at: Math.max(this.#endsAt, at), name });
  }

  isTalking(at: number): boolean {
    return at < this.#endsAt;
  }

  /** Removes and returns each mark whose speech has been played. */
  due(at: number): string[] {
    const due = this.#pending.filter((mark) => mark.at <= at);
    this.#pending = this.#pending.filter((mark) => mark.at > at);
    return due.map(({ name }) => name);
  }

  /** Drops what has not been played. Each pending mark falls due. Returns the milliseconds dropped. */
  clear(at: number): number {
    const dropped = Math.max(0, this.#endsAt - at);
    this.#endsAt = at;
    this.#pending = this.#pending.map(({ name }) => ({ at, name }));
    return dropped;
  }
}
