import { sql } from "drizzle-orm";
import { type Database, insertAllIf } from "#kernel/db/db";
import { type Outcomes, WINDOW_MS, windowAt } from "./outcomes";
import { carrierOutcomes, type OutcomesRow } from "./table";

/** Adds an isolate's outcomes to those of each account: one statement, one row written for each account. */
export function storeOutcomes(db: Database, pending: readonly Outcomes[], now: number) {
  const rows = pending.map((outcomes) => rowOf(outcomes, now));
  return insertAllIf(db, carrierOutcomes, rows).onConflictDoUpdate({
    target: carrierOutcomes.account,
    set: {
      answered: sql`answered + excluded.answered`,
      failed: sql`failed + excluded.failed`,
      notSent: sql`not_sent + excluded.not_sent`,
      answeredMs: sql`answered_ms + excluded.answered_ms`,
      lastAnsweredAt: sql`nullif(max(ifnull(last_answered_at, 0), ifnull(excluded.last_answered_at, 0)), 0)`,
      lastFailedAt: sql`nullif(max(ifnull(last_failed_at, 0), ifnull(excluded.last_failed_at, 0)), 0)`,
      windowStart: sql`max(window_start, excluded.window_start)`,
      ...shiftedWindows("answered", "windowAnswered", "beforeAnswered"),
      ...shiftedWindows("failed", "windowFailed", "beforeFailed"),
      ...shiftedWindows("not_sent", "windowNotSent", "beforeNotSent"),
    },
  });
}

/**
 * The columns of both windows: a new window makes the current one the previous; a late isolate adds to the current
 * one.
 */
function shiftedWindows(name: string, window: string, before: string) {
  const [w, b] = [sql.raw(`window_${name}`), sql.raw(`before_${name}`)];
  return {
    [window]: sql`iif(excluded.window_start > window_start, 0, ${w}) + excluded.${w}`,
    [before]: sql`case when excluded.window_start <= window_start then ${b}
      when excluded.window_start = window_start + ${sql.raw(String(WINDOW_MS))} then ${w} else 0 end`,
  };
}

const rowOf = (pending: Outcomes, now: number): OutcomesRow => ({
  ...pending,
  windowStart: windowAt(now),
  windowAnswered: pending.answered,
  windowFailed: pending.failed,
  windowNotSent: pending.notSent,
  beforeAnswered: 0,
  beforeFailed: 0,
  beforeNotSent: 0,
});
