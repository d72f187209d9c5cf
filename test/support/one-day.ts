import { DAY_MS } from "#kernel/values/time";

const ROOM_MS = 2 * 60_000;

/** Waits for the next day (UTC) if this one ends within two minutes: usage is counted by day, in a row for each. */
export async function awayFromMidnight(): Promise<void> {
  const left = DAY_MS - (Date.now() % DAY_MS);
  if (left < ROOM_MS) await scheduler.wait(left);
}
