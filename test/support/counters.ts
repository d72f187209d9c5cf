/** Compares counters of operations with those of the file that the costs guide is computed from. */

/** They depend on the order of random ids, on durations and on what other tests have left. */
const approximate = ["d1_rows_read", "object_rows_read", "log_bytes"];
const MAX_DEVIATION = 0.3;
const FEW = 25;

type Counted = Readonly<Record<string, Readonly<Partial<Record<string, number>>>>>;

/** The differences from the file, as sentences. */
export function differences(now: Counted, before: Counted): string[] {
  return Object.keys({ ...before, ...now }).flatMap((operation) => {
    const [old, current] = [before[operation] ?? {}, now[operation] ?? {}];
    return Object.keys({ ...old, ...current }).flatMap((counter) => {
      const [was = 0, is = 0] = [old[counter], current[counter]];
      const isApproximate = approximate.includes(counter) || operation === "bytes";
      const allowed = isApproximate ? Math.max(FEW, MAX_DEVIATION * was) : 0;
      return Math.abs(is - was) <= allowed ? [] : [`${operation}: ${counter} is ${is}, the file has ${was}`];
    });
  });
}
