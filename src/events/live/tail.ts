import type { EventPage, LogEvent } from "./reader";

/**
 * Reads a tenant's log for all connections of an object at once. One read serves every connection that stands within it, so
 * a wake-up costs one read whatever their number; those far behind get every other read, so that nobody waits for them.
 */

export const PAGE_SIZE = 500;

interface TailDeps {
  /** The positions of the connections that can take more. */
  readonly positions: () => Iterable<number>;
  /** The oldest events after a place in the log, `limit` at the most. */
  readonly read: (after: number, limit: number) => Promise<readonly LogEvent[]>;
  readonly deliver: (page: EventPage) => void;
}

interface Read {
  readonly after: number;
  /** Serves those in front, who are to see the end of the log. */
  readonly inFront: boolean;
}

/** Where to read next. `dirty`: the log may go on after the foremost connection. */
export function nextRead(positions: Iterable<number>, dirty: boolean, rearNext: boolean, size: number): Read | null {
  let [rear, front] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const position of positions) [rear, front] = [Math.min(rear, position), Math.max(front, position)];
  if (front < rear) return null;
  if (front - rear < size) return dirty || rear < front ? { after: rear, inFront: true } : null;
  return dirty && !rearNext ? { after: front, inFront: true } : { after: rear, inFront: false };
}

export class Tail {
  readonly #deps: TailDeps;
  readonly #size: number;
  #dirty = false;
  #rearNext = false;
  #busy = false;

  constructor(deps: TailDeps, size = PAGE_SIZE) {
    this.#deps = deps;
    this.#size = size;
  }

  /**
   * There may be more in the log: reads until everybody has everything. `false` when that is being done already. Rejects when
   * the log cannot be read; nothing is lost by that, but somebody has to call again.
   */
  async follow(): Promise<boolean> {
    this.#dirty = true;
    if (this.#busy) return false;
    this.#busy = true;
    try {
      for (let read = this.#next(); read; read = this.#next()) await this.#serve(read);
      return true;
    } finally {
      this.#busy = false;
    }
  }

  #next(): Read | null {
    return nextRead(this.#deps.positions(), this.#dirty, this.#rearNext, this.#size);
  }

  async #serve({ after, inFront }: Read): Promise<void> {
    // Of those who join while the log is being read nothing may be concluded from what was read.
    const front = Math.max(after, ...this.#deps.positions());
    if (inFront) this.#dirty = false;
    this.#rearNext = inFront;
    const events = await this.#deps.read(after, this.#size);
    const last = events.at(-1)?.seq ?? after;
    const isEnd = events.length < this.#size;
    if (inFront && !isEnd) this.#dirty = true;
    // Where the log ends before a place that somebody has reached, what stood between is no longer kept.
    this.#deps.deliver({ after, upTo: isEnd ? Math.max(last, front) : last, events });
  }
}
