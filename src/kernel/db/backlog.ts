import { type SQL, sql } from "drizzle-orm";
import type { Database } from "#kernel/db/db";

/** How much of something there is, and since when the oldest: for reports. */
export interface Backlog {
  /** Counted no further than `MAX_COUNTED`. */
  readonly count: number;
  readonly oldestAt: number | null;
}

/** Past this it does not matter how many they are, and a report must not cost what it reports on. */
export const MAX_COUNTED = 10_000;

/** The backlog of these rows, unexecuted; `rows` selects an instant under the name `at`. */
export const backlogOf = (db: Database, rows: SQL) =>
  db
    .select({ count: sql<number>`count(*)`, oldestAt: sql<number | null>`min(at)` })
    .from(sql`(${rows} limit ${sql.raw(String(MAX_COUNTED))})`);
