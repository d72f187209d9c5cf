/**
 * How thorough a test is. `npm test` repeats little, so that it can run on every change; `npm run test:soak` repeats a lot and
 * runs at night. Both keep the same promises.
 */

/** True under `npm run test:soak`. */
const isSoak = import.meta.env.SOAK === "1";

/** `few` under `npm test`, `many` in the soak. */
export const repetitions = (few: number, many: number): number => (isSoak ? many : few);

/** The places of a long series that a test visits: all in the soak, else the first, the last and every `step`-th. */
export const sampled = <T>(places: readonly T[], step: number): readonly T[] =>
  isSoak ? places : places.filter((_, at) => at % step === 0 || at === places.length - 1);

/** Whether a test that kills a run at each of its steps, counted from 1, visits this one: all in the soak, else 1, 2, 3, 5, 8, 13 … */
export const visits = (step: number): boolean => isSoak || isFibonacci(step);

function isFibonacci(number: number): boolean {
  let [last, next] = [1, 1];
  while (next < number) [last, next] = [next, last + next];
  return next === number;
}

/** Whether the step that kills a run is made (`true`) or not: both in the soak, else in turns. */
export const sidesOf = (step: number): readonly boolean[] => (isSoak ? [false, true] : [step % 2 === 0]);

declare global {
  interface ImportMeta {
    /** What `test.env` in vitest.config.ts sets. */
    readonly env: Readonly<Record<string, string | undefined>>;
  }
}
