// Pure: no I/O, no clock, no randomness.
/** Something that held from one instant to another, [validFrom, validTo); `null` while it goes on. */
export interface Interval {
  readonly validFrom: number;
  readonly validTo: number | null;
}

/**
 * When the next interval begins, and the latest ends if it still goes on. Clocks differ between isolates, and two changes may
 * fall on one millisecond: an interval lasts one at least and the next never begins before it ends, whatever the clock says.
 */
export const nextFrom = (latest: Interval | undefined, at: number): number =>
  latest ? Math.max(at, latest.validTo ?? latest.validFrom + 1) : at;
