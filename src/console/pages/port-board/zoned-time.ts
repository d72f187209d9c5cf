// Pure: no I/O, no clock, no randomness.

/** The time of day of an instant in a zone, as milliseconds as if it were UTC. */
function wallClock(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  }).formatToParts(at);
  const part = (type: string): number => Number(parts.find((each) => each.type === type)?.value ?? 0);
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"));
}

/**
 * The instant of a local time such as `2026-12-15T10:00` in an IANA time zone, as ISO 8601 in UTC; `null`: it is none.
 * A time that a change of the clocks skips becomes one within an hour of it.
 */
export function instantIn(local: string, timeZone: string): string | null {
  const wished = Date.parse(`${local}Z`);
  if (Number.isNaN(wished)) return null;
  let at = wished;
  // The offset at the first guess may differ from that at the instant itself.
  for (let round = 0; round < 2; round += 1) at += wished - wallClock(at, timeZone);
  return new Date(at).toISOString();
}
