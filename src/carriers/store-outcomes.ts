import { sql } from "drizzle-orm";
import type { Database } from "#kernel/db/db";
import { type Outcomes, WINDOW_MS, windowAt } from "./outcomes";
import { carrierOutcomes, type OutcomesRow } from "./table";

/** Adds what an isolate has heard to what is known of the accounts: one statement, which writes one row for each. */
export function storeOutcomes(db: Database, heard: readonly Outcomes[], now: number) {
  return db
    .insert(carrierOutcomes)
    .values(heard.map((outcomes) => rowOf(outcomes, now)))
    .onConflictDoUpdate({
      target: carrierOutcomes.account,
      set: {
        answered: sql`answered + excluded.answered`,
        failed: sql`failed + excluded.failed`,
        notSent: sql`not_sent + excluded.not_sent`,
        answeredMs: sql`answered_ms + excluded.answered_ms`,
        lastAnsweredAt: sql`nullif(max(ifnull(last_answered_at, 0), ifnull(excluded.last_answered_at, 0)), 0)`,
        lastFailedAt: sql`nullif(max(ifnull(last_failed_at, 0), ifnull(excluded.last_failed_at, 0)), 0)`,
        windowStart: sql`max(window_start, excluded.window_start)`,
        ...moved("answered", "windowAnswered", "beforeAnswered"),
        ...moved("failed", "windowFailed", "beforeFailed"),
        ...moved("not_sent", "windowNotSent", "beforeNotSent"),
      },
    });
}

/** An isolate that is late adds to the window that is under way; a new window makes of it the one before. */
function moved(name: string, window: string, before: string) {
  const [w, b] = [sql.raw(`window_${name}`), sql.raw(`before_${name}`)];
  return {
    [window]: sql`iif(excluded.window_start > window_start, 0, ${w}) + excluded.${w}`,
    [before]: sql`case when excluded.window_start <= window_start then ${b}
      when excluded.window_start = window_start + ${sql.raw(String(WINDOW_MS))} then ${w} else 0 end`,
  };
}

const rowOf = (heard: Outcomes, now: number): OutcomesRow => ({
  ...heard,
  windowStart: windowAt(now),
  windowAnswered: heard.answered,
  windowFailed: heard.failed,
  windowNotSent: heard.notSent,
  beforeAnswered: 0,
  beforeFailed: 0,
  beforeNotSent: 0,
});
