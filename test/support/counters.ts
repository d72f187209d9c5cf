/** Compares counters of operations with those of the file that the costs guide is computed from. */

/**
 * These may differ by a third or by so much. They depend on the order of random ids, on durations, on what other tests
 * have left, and on whether two wake-ups of one feed are at once.
 */
const allowances: Readonly<Record<string, number>> = {
  d1_rows_read: 25,
  object_rows_read: 25,
  object_requests: 3,
  log_bytes: 25,
};
const BYTES = 25;
const MAX_DEVIATION = 0.3;

type Counted = Readonly<Record<string, Readonly<Partial<Record<string, number>>>>>;

/** The differences from the file, as sentences. */
export function differences(now: Counted, before: Counted): string[] {
  return Object.keys({ ...before, ...now }).flatMap((operation) => {
    const [old, current] = [before[operation] ?? {}, now[operation] ?? {}];
    return Object.keys({ ...old, ...current }).flatMap((counter) => {
      const [was = 0, is = 0] = [old[counter], current[counter]];
      const least = operation === "bytes" ? BYTES : allowances[counter];
      const allowed = least === undefined ? 0 : Math.max(least, MAX_DEVIATION * was);
      return Math.abs(is - was) <= allowed ? [] : [`${operation}: ${counter} is ${is}, the file has ${was}`];
    });
  });
}
