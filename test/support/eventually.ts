import { vi } from "vitest";

/** How long (ms) a test waits for a state by default: a slow, busy machine needs many times what a quiet one does. */
export const PATIENCE_MS = 60_000;

interface Waiting {
  readonly timeout?: number;
  readonly interval?: number;
}

/** Repeats the check until it passes, every 50 ms or as said, and then fails with its last error. */
export const eventually = <T>(
  check: () => T | Promise<T>,
  { timeout = PATIENCE_MS, interval }: Waiting = {},
): Promise<T> => vi.waitFor(check, { timeout, ...(interval !== undefined && { interval }) });
