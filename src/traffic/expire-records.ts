import { lt, sql } from "drizzle-orm";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import { changesOf } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { firstIdAt } from "#kernel/values/ids";
import { DAY_MS } from "#kernel/values/time";

/**
 * Deletes up to `limit` calls or messages past retention, the oldest first, and returns how many. Their carrier's ids
 * stay; see recorded-ids.ts.
 */
export async function expireRecords(
  { db, now, config }: Context,
  kind: "call" | "message",
  records: SQLiteTable & { readonly id: SQLiteColumn },
  limit: number,
): Promise<number> {
  const { id } = records;
  // Ids are in the order of their times.
  const oldest = sql`select ${id} from ${records}
    where ${lt(id, firstIdAt(kind, now - config.callRetentionDays * DAY_MS))} order by ${id} limit ${limit}`;
  return changesOf(await db.delete(records).where(sql`${id} in (${oldest})`));
}
