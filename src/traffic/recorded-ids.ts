import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import { primaryKey, text } from "drizzle-orm/sqlite-core";
import { type Database, insertIf, previousWroteSomething, type Statement } from "#kernel/db/db";

/**
 * The columns of a table with the carrier's ids of all calls, or of all messages, that were ever recorded, and the ids
 * of their records. They stay after the records' retention: a webhook's signature is valid for ever, and a replay must
 * not create the record again.
 *
 * **Invariant:** a record is written only together with its row here, whose key keeps a second one from being made.
 */
export const recordedIdColumns = () => ({
  tenantId: text("tenant_id").notNull(),
  carrierId: text("carrier_id").notNull(),
  /** Null if the record expired before this column was made. */
  recordId: text("record_id"),
});

export const recordedIdKey = (table: { readonly tenantId: SQLiteColumn; readonly carrierId: SQLiteColumn }) => [
  primaryKey({ columns: [table.tenantId, table.carrierId] }),
];

interface RecordedId {
  readonly tenantId: string;
  readonly carrierId: string;
  readonly recordId: string | null;
}

interface Identified {
  readonly id: string;
  readonly tenantId: string;
  readonly carrierId: string;
}

export const recordedIdOf = ({ id, tenantId, carrierId }: Identified): RecordedId => ({
  tenantId,
  carrierId,
  recordId: id,
});

/**
 * A record and its carrier's id, if that has none yet. Each statement wrote something if the record is new. They stay
 * one after the other in their batch, as the second looks at what the first one wrote.
 */
export const insertRecord = <Table extends SQLiteTable, Recorded extends SQLiteTable & { $inferSelect: RecordedId }>(
  db: Database,
  table: Table,
  recorded: Recorded,
  row: Table["$inferSelect"] & Identified,
): readonly [Statement, Statement] => [
  insertIf(db, recorded, recordedIdOf(row)).onConflictDoNothing(),
  insertIf(db, table, row, previousWroteSomething),
];
