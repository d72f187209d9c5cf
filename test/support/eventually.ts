import { vi } from "vitest";

/** How long (ms) a test waits for a state: a slow, busy machine needs a hundred times what a quiet one does. */
export const PATIENCE_MS = 300_000;

/** Repeats the check until it passes, every 50 ms or as said, and then fails with its last error. */
export const eventually = <T>(
  check: () => T | Promise<T>,
  { interval = 50 }: { readonly interval?: number } = {},
): Promise<T> => vi.waitFor(check, { timeout: PATIENCE_MS, interval });
