// Pure: no I/O, no clock, no randomness.
/** The requests that one key has made in the current window. */
export interface RateWindow {
  readonly endsAt: number;
  readonly used: number;
}

export const WINDOW_SECONDS = 10;

export interface RateResult {
  readonly window: RateWindow;
  readonly allowed: boolean;
  readonly remaining: number;
  /** Seconds until the window ends and the whole limit is there again. */
  readonly resetSeconds: number;
}

/** Counts one more request of a key. A window begins with the first request after the last window ended. */
export function countRequest(before: RateWindow | undefined, limit: number, now: number): RateResult {
  const current = before && before.endsAt > now ? before : { endsAt: now + WINDOW_SECONDS * 1_000, used: 0 };
  const allowed = current.used < limit;
  const window = allowed ? { ...current, used: current.used + 1 } : current;
  return {
    window,
    allowed,
    remaining: Math.max(0, limit - window.used),
    resetSeconds: Math.max(1, Math.ceil((window.endsAt - now) / 1_000)),
  };
}
