import type { LogEvent, LogPage } from "./subscriber";

/**
 * Reads a tenant's event log for all subscribers of an object. Each read serves every subscriber whose watermark lies
 * within its page, so a wake-up costs one read for any number of connections. When subscribers are more than a page
 * apart, reads alternate between the front and the rear: a long catch-up never holds up those who are live.
 */

/** Events per read. */
const PAGE_SIZE = 500;

interface LogReaderDeps {
  /** The watermarks of the subscribers that can take more. */
  readonly watermarks: () => Iterable<number>;
  /** The oldest `limit` events after this `seq`. */
  readonly read: (after: number, limit: number) => Promise<readonly LogEvent[]>;
  readonly deliver: (page: LogPage) => void;
}

interface Read {
  readonly after: number;
  /** Serves the foremost subscribers, which must see the end of the log. */
  readonly atFront: boolean;
}

/** Where to read next. `isDirty`: the log may hold events after the foremost subscriber's watermark. */
export function nextRead(watermarks: Iterable<number>, isDirty: boolean, rearNext: boolean, size: number): Read | null {
  let [rear, front] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const watermark of watermarks) [rear, front] = [Math.min(rear, watermark), Math.max(front, watermark)];
  if (front < rear) return null;
  if (front - rear < size) return isDirty || rear < front ? { after: rear, atFront: true } : null;
  return isDirty && !rearNext ? { after: front, atFront: true } : { after: rear, atFront: false };
}

export class LogReader {
  readonly #deps: LogReaderDeps;
  readonly #size: number;
  #isDirty = false;
  #rearNext = false;
  #isReading = false;

  constructor(deps: LogReaderDeps, size = PAGE_SIZE) {
    this.#deps = deps;
    this.#size = size;
  }

  /**
   * Reads until every subscriber that can take more has every event. Resolves to `false` if an earlier call is still
   * reading, which then also delivers the new events. Rejects if the log can't be read; the next call continues there.
   */
  async readToEnd(): Promise<boolean> {
    this.#isDirty = true;
    if (this.#isReading) return false;
    this.#isReading = true;
    try {
      for (let read = this.#next(); read; read = this.#next()) await this.#serve(read);
      return true;
    } finally {
      this.#isReading = false;
    }
  }

  #next(): Read | null {
    return nextRead(this.#deps.watermarks(), this.#isDirty, this.#rearNext, this.#size);
  }

  async #serve({ after, atFront }: Read): Promise<void> {
    // Taken before the read: this read proves nothing about subscribers who join while it runs.
    const front = Math.max(after, ...this.#deps.watermarks());
    if (atFront) this.#isDirty = false;
    this.#rearNext = atFront;
    const events = await this.#deps.read(after, this.#size);
    const last = events.at(-1)?.seq ?? after;
    const isEnd = events.length < this.#size;
    if (atFront && !isEnd) this.#isDirty = true;
    // If the log ends before a watermark that was reached, retention has removed the events between the two.
    this.#deps.deliver({ after, upTo: isEnd ? Math.max(last, front) : last, events });
  }
}
