import { and, eq, getTableColumns, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import type { EventData, EventType } from "#events/log/catalogue";
import { type EventSource, recordEventsWhere } from "#events/log/record";
import { changedColumns } from "#kernel/db/changed-columns";
import type { Database, Statement } from "#kernel/db/db";
import type { WriteKind } from "#kernel/db/post-response-writer";
import { addUsageWhere } from "./usage/count";
import type { Share } from "./usage/tally";

/** An event about a call or a message. */
export interface TrafficEvent {
  readonly type: Extract<EventType, `call.${string}` | `message.${string}`>;
  readonly data: EventData<TrafficEvent["type"]>;
}

interface VersionedRow {
  readonly id: string;
  readonly tenantId: string;
  readonly version: number;
}

/** A change of a call's or message's record, with its events and what it adds to its day's usage. */
export interface RecordChange<Row extends VersionedRow> {
  readonly before: Row;
  readonly after: Row;
  readonly source: EventSource;
  readonly events: readonly TrafficEvent[];
  readonly usage: readonly Share[];
}

type RecordTable = SQLiteTable & { readonly id: SQLiteColumn; readonly version: SQLiteColumn };

/**
 * Changes any number of records in one statement per set of changed columns, one per type of event, and one for all
 * usage. A result is `false` if another writer was first.
 *
 * **Invariant:** the events and the usage of a change are written if its row changes, and only then: each statement has
 * the condition that the row is as it was read, and the updates come last. If a record has several changes, only the
 * first is written.
 */
export const changeRecords = <Row extends VersionedRow>(table: RecordTable): WriteKind<RecordChange<Row>, boolean> => ({
  statements: (db, items) => {
    const changes = firstOfEachRecord(items);
    const versions = JSON.stringify(Object.fromEntries(changes.map(({ before: { id, version } }) => [id, version])));
    const isAsRead = (id: SQL) =>
      sql`exists (select 1 from ${table} where ${table.id} = ${id} and ${table.version} = ${versions} ->> ${id})`;
    const events = changes.flatMap(({ before, source, events }) =>
      events.map(({ type, data }) => ({ type, source, subjectId: before.id, data })),
    );
    const shares = changes.flatMap(({ before: { id, tenantId }, usage }) =>
      usage.map((share) => ({ recordId: id, tenantId, share })),
    );
    return [
      ...[...Map.groupBy(events, ({ type }) => type)].map(([type, own]) => recordEventsWhere(db, type, own, isAsRead)),
      ...(shares.length > 0 ? [addUsageWhere(db, shares, isAsRead)] : []),
      ...updates(db, table, changes),
    ];
  },
  results: (answers, items) => {
    // Only an update answers rows.
    const changed = new Set(answers.flatMap((rows) => (Array.isArray(rows) ? rows.map(({ id }) => id) : [])));
    const written = new Set(firstOfEachRecord(items));
    return items.map((item) => written.has(item) && changed.has(item.before.id));
  },
});

/** In the order of their arrival, so that their events get their `seq` in it. */
function firstOfEachRecord<Row extends VersionedRow>(items: readonly RecordChange<Row>[]): RecordChange<Row>[] {
  const seen = new Set<string>();
  return items.filter(({ before: { id } }) => !seen.has(id) && seen.add(id));
}

/** An update names only columns that change, because each that it names costs the index entries with that column. */
function updates<Row extends VersionedRow>(
  db: Database,
  table: RecordTable,
  changes: readonly RecordChange<Row>[],
): Statement[] {
  const changed = changes.map(({ before, after }) => ({
    before,
    values: new Map<string, unknown>(Object.entries(changedColumns(before, after))),
  }));
  const groups = Map.groupBy(changed, ({ values }) => [...values.keys()].join());
  return [...groups.values()].map((group) => {
    const columns = Object.entries(getTableColumns(table)).filter(([name]) => group[0]?.values.has(name));
    const rows = group.map(({ before: { id, version }, values }) => {
      const cells = columns.map(([name, column]) => {
        const value = values.get(name) ?? null;
        return value === null ? null : column.mapToDriverValue(value);
      });
      return [id, version, ...cells];
    });
    return db
      .update(table)
      .set(Object.fromEntries(columns.map(([name], at) => [name, sql`value ->> ${sql.raw(String(at + 2))}`])))
      .from(sql`json_each(${JSON.stringify(rows)})`)
      .where(and(eq(table.id, sql`value ->> 0`), eq(table.version, sql`value ->> 1`)))
      .returning({ id: table.id });
  });
}
