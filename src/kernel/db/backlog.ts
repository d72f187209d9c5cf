import { type SQL, sql } from "drizzle-orm";
import type { Database } from "#kernel/db/db";

/** The size and age of a queue of rows, for reports. */
export interface Backlog {
  /** Counted no further than `MAX_COUNTED`. */
  readonly count: number;
  readonly oldestAt: number | null;
}

/** The count stops here: a larger one says nothing more, and the report must stay cheap. */
export const MAX_COUNTED = 10_000;

/** An unexecuted statement for the backlog of `rows`, a select of an instant named `at`. */
export const backlogOf = (db: Database, rows: SQL) =>
  db
    .select({ count: sql<number>`count(*)`, oldestAt: sql<number | null>`min(at)` })
    .from(sql`(${rows} limit ${sql.raw(String(MAX_COUNTED))})`);
