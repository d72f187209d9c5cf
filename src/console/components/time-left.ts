// Pure: no I/O, no clock, no randomness.
interface TimeLeft {
  /** Whole seconds, rounded up, so that `0` is never shown while time is left. */
  readonly seconds: number;
  /** As `4:09`. */
  readonly text: string;
  /** Less than a minute is left. */
  readonly isEnding: boolean;
}

/** The time from `now` (ms UTC) until an instant; it ends at `0:00`. */
export function timeLeft(until: string, now: number): TimeLeft {
  const seconds = Math.max(0, Math.ceil((Date.parse(until) - now) / 1_000));
  const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return { seconds, text, isEnding: seconds < 60 };
}
