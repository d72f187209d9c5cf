// Pure: no I/O, no clock, no randomness.
/** The time in which an assignment or plan is in force: [validFrom, validTo), milliseconds UTC; `null` while it is. */
export interface Validity {
  readonly validFrom: number;
  readonly validTo: number | null;
}

/**
 * When the next assignment or plan begins, which is when the latest ends if it is in force. Isolates' clocks differ,
 * and two changes may share a millisecond.
 *
 * **Invariant:** each lasts a millisecond or more, and none begins before the one before it ends, whatever the clock.
 */
export const nextValidFrom = (latest: Validity | undefined, at: number): number =>
  latest ? Math.max(at, latest.validTo ?? latest.validFrom + 1) : at;
