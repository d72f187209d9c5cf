import { type SQL, sql } from "drizzle-orm";
import type { ChangedSubjects } from "#kernel/db/changed-subjects";
import { type Database, previousWroteSomething, type Statement } from "#kernel/db/db";
import type { Actor } from "#kernel/ports/number-object";
import { type EventData, type EventType, subjectTypeOf } from "./catalogue";
import { events } from "./table";

export interface EventSource extends Actor {
  readonly at: number;
  readonly newEventId: () => string;
  /** Collects whose log is written to and what the events name, for what is done once the work is over. */
  readonly changed: ChangedSubjects;
}

const lastSeq = (tenantId: string | SQL) => sql`max(
        coalesce((select max(seq) from events where tenant_id = ${tenantId}), 0),
        coalesce((select archived_seq from tenants where id = ${tenantId}), 0)
      )`;

/**
 * The row that tells of a change: to be put right after that change in the same batch, as it is written only if the
 * statement before it wrote something. The insert itself gives it the tenant's next `seq`: no gap, no repeat, and never
 * starting again, not even when retention has emptied the table. A subject that only the change itself finds is a subquery.
 */
export function recordEvent<T extends EventType>(
  db: Database,
  { tenantId, actor, requestId, at, newEventId, changed }: EventSource,
  type: T,
  subjectId: string | SQL,
  data: EventData<T>,
): Statement {
  changed.tell(tenantId, subjectId, data);
  return db.insert(events).select(sql`
    select ${tenantId}, ${lastSeq(tenantId)} + 1, ${newEventId()}, ${type}, ${at}, ${actor}, ${requestId}, ${subjectTypeOf(type)}, ${subjectId}, ${JSON.stringify(data)}, null
    where ${previousWroteSomething}`);
}

/** The same for one change of many things at once: a row for each, in their order. They travel as one parameter. */
export function recordEvents<T extends EventType>(
  db: Database,
  { tenantId, actor, requestId, at, newEventId, changed }: EventSource,
  type: T,
  subjects: readonly { readonly subjectId: string; readonly data: EventData<T> }[],
): Statement {
  const rows = subjects.map(({ subjectId, data }) => {
    changed.tell(tenantId, subjectId, data);
    return [newEventId(), subjectId, JSON.stringify(data)];
  });
  return db.insert(events).select(sql`
    select ${tenantId}, ${lastSeq(tenantId)} + 1 + key, value ->> 0, ${type}, ${at}, ${actor}, ${requestId},
      ${subjectTypeOf(type)}, value ->> 1, value ->> 2, null
    from json_each(${JSON.stringify(rows)}) where ${previousWroteSomething}`);
}

interface Telling<T extends EventType> {
  readonly source: EventSource;
  readonly subjectId: string;
  readonly data: EventData<T>;
}

/**
 * The same for changes of many tenants: a row for each of which `isTrue`, asked of its subject's id and its data, holds by then,
 * in their order. As one statement stands for many changes, `changes() > 0` cannot tell which of them were made: so it says what
 * only this very batch can have made true, or stands right before the change and asks for what the change itself asks for.
 */
export function recordEventsWhere<T extends EventType>(
  db: Database,
  type: T,
  tellings: readonly Telling<T>[],
  isTrue: (subjectId: SQL, data: SQL) => SQL,
): Statement {
  const rows = tellings.map(({ source: { tenantId, actor, requestId, at, newEventId, changed }, subjectId, data }) => {
    changed.tell(tenantId, subjectId, data);
    return [tenantId, newEventId(), at, actor, requestId, subjectId, JSON.stringify(data)];
  });
  const tenant = sql`(value ->> 0)`;
  return db.insert(events).select(sql`
    select ${tenant}, ${lastSeq(tenant)} + row_number() over (partition by ${tenant} order by key), value ->> 1, ${type},
      value ->> 2, value ->> 3, value ->> 4, ${subjectTypeOf(type)}, value ->> 5, value ->> 6, null
    from json_each(${JSON.stringify(rows)}) where ${isTrue(sql`(value ->> 5)`, sql`(value ->> 6)`)}`);
}
