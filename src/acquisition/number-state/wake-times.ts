// Pure: no I/O, no clock, no randomness.
import type { NumberPhase, NumberRecord } from "./number-record";

/** When a number's object wakes itself, and how long it waits between its attempts. */

/** An outcome is remembered for 10 minutes: longer than any command that repeats it can be on its way. */
export const REMEMBER_MS = 10 * 60_000;

/** A carrier request without an answer counts as lost after 15 seconds, if the object that sent it is gone. */
export const LOST_CALL_MS = 15_000;

/** The request that makes a change publishes it at once; the alarm publishes what is left 5 seconds later. */
export const PUBLISH_BY_ALARM_AFTER_MS = 5_000;

/** Waits that double from one second up to `ceilingMs`. */
export const backOffMs = (tries: number, ceilingMs: number): number =>
  Math.min(ceilingMs, 1_000 * 2 ** Math.min(tries, 20));

function phaseWakesAt(phase: NumberPhase): number | null {
  switch (phase.kind) {
    case "free":
    case "owned":
      return null;
    case "held":
      return phase.hold.expiresAt;
    case "cooling":
      return phase.cooling.until;
    case "checking":
    case "purchasing":
      return phase.purchase.askedAt + LOST_CALL_MS;
    case "waiting":
    case "unknown":
    case "releasing":
      return phase.nextAt;
  }
}

/**
 * The earliest time at which the object has something to do, or `null` if it only waits for requests. Only a free
 * number wakes to forget its outcomes, so that its storage can be deleted; any other forgets them when it next wakes.
 */
export function alarmAt({ phase, outbox, publishAt, finishedItems }: NumberRecord): number | null {
  const times = [phaseWakesAt(phase), outbox.length > 0 ? publishAt : null];
  if (phase.kind === "free" && finishedItems.length > 0) {
    times.push(Math.max(...finishedItems.map(({ at }) => at)) + REMEMBER_MS);
  }
  const due = times.filter((time) => time !== null);
  return due.length > 0 ? Math.min(...due) : null;
}

/** Drops outcomes that no command can ask for any more, once D1 has them. */
export function dropOldOutcomes(record: NumberRecord, now: number): NumberRecord {
  if (record.outbox.length > 0) return record;
  const finishedItems = record.finishedItems.filter(({ at }) => at + REMEMBER_MS > now);
  return finishedItems.length === record.finishedItems.length ? record : { ...record, finishedItems };
}
