import { lt, sql } from "drizzle-orm";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import { batchNamed, changesOf } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { firstIdAt } from "#kernel/values/ids";
import { DAY_MS } from "#kernel/values/time";

interface RecordTables {
  readonly kind: "call" | "message";
  readonly records: SQLiteTable & {
    readonly id: SQLiteColumn;
    readonly tenantId: SQLiteColumn;
    readonly carrierId: SQLiteColumn;
  };
  /** Tenant and carrier's id of each expired record. */
  readonly expired: SQLiteTable;
}

/**
 * Deletes up to `limit` calls or messages past retention, the oldest first, and returns how many. Their carrier's ids
 * stay: a webhook's signature is valid for ever, and a replay must not create the record again.
 */
export async function expireRecords(
  { db, now, config }: Context,
  { kind, records, expired }: RecordTables,
  limit: number,
): Promise<number> {
  const { id, tenantId, carrierId } = records;
  // Ids are in the order of their times.
  const oldest = sql`from ${records}
    where ${lt(id, firstIdAt(kind, now - config.callRetentionDays * DAY_MS))} order by ${id} limit ${limit}`;
  const { deleted } = await batchNamed(db, {
    kept: db.insert(expired).select(sql`select ${tenantId}, ${carrierId} ${oldest}`).onConflictDoNothing(),
    deleted: db.delete(records).where(sql`${id} in (select ${id} ${oldest})`),
  });
  return changesOf(deleted);
}
