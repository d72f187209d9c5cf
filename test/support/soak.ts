/**
 * How thorough a test is. `npm test` repeats little, so that it can run on every change; `npm run test:soak` repeats a lot and
 * runs at night. Both keep the same promises.
 */

/** True under `npm run test:soak`. */
export const isSoak = import.meta.env.SOAK === "1";

/** `few` under `npm test`, `many` in the soak. */
export const repetitions = (few: number, many: number): number => (isSoak ? many : few);

/**
 * The places of a long series that a test visits: all of them in the soak; under `npm test` the first, the last and every
 * `step`-th in between, beginning at a place that differs from test to test.
 */
export function sampled<T>(places: readonly T[], step: number, seed = 0): readonly T[] {
  if (isSoak) return places;
  return places.filter((_, at) => at === 0 || at === places.length - 1 || at % step === seed % step);
}

declare global {
  interface ImportMeta {
    /** What `test.env` in vitest.config.ts sets. */
    readonly env: Readonly<Record<string, string | undefined>>;
  }
}
