import { watchedDatabase } from "#kernel/db/watched-database";

/** Measures how long a request waits for each dependency, for the `Server-Timing` header. */

export type TimedPart = "db" | "carrier";

/** Concurrent waits count separately, so a sum may exceed the duration of the request. */
export class Stopwatch {
  readonly #now: () => number;
  readonly #begun: number;
  readonly #sums = new Map<TimedPart, { count: number; ms: number }>();

  constructor(now: () => number) {
    this.#now = now;
    this.#begun = now();
  }

  async time<T>(what: TimedPart, wait: () => Promise<T>): Promise<T> {
    const begun = this.#now();
    try {
      return await wait();
    } finally {
      const { count, ms } = this.#sums.get(what) ?? { count: 0, ms: 0 };
      this.#sums.set(what, { count: count + 1, ms: ms + this.#now() - begun });
    }
  }

  /** https://www.w3.org/TR/server-timing/: durations in milliseconds, counts as descriptions. */
  toString(): string {
    const sums = [...this.#sums].map(([what, { count, ms }]) => `${what};dur=${ms};desc="${count} calls"`);
    return [...sums, `total;dur=${this.#now() - this.#begun}`].join(", ");
  }
}

/** The same binding, with every call timed. */
export const timedDatabase = (binding: D1Database, stopwatch: Stopwatch): D1Database =>
  watchedDatabase(binding, (_, send) => stopwatch.time("db", send));

/** The same port, with every method timed. */
export const timedPort = <Port extends object>(port: Port, what: TimedPart, stopwatch: Stopwatch): Port =>
  new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return (...args: unknown[]) => stopwatch.time(what, async () => Reflect.apply(member, target, args));
    },
  });
