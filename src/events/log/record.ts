import { type SQL, sql } from "drizzle-orm";
import type { ChangedSubjects } from "#kernel/db/changed-subjects";
import { type Database, previousWroteSomething, type Statement } from "#kernel/db/db";
import { preparedWrite } from "#kernel/db/prepared";
import type { Actor } from "#kernel/ports/number-object";
import { type EventData, type EventType, subjectTypeOf } from "./catalogue";
import { events } from "./table";

export interface EventSource extends Actor {
  readonly at: number;
  readonly newEventId: () => string;
  /**
   * Collects the tenants and subjects of the events, so that a post-response task can wake subscribers and readiness.
   */
  readonly changed: ChangedSubjects;
}

/** The tenant's newest `seq`, in the log or the archive, as a subquery. */
export const lastSeqOf = (tenantId: string | SQL) => sql`max(
        coalesce((select max(seq) from events where tenant_id = ${tenantId}), 0),
        coalesce((select archived_seq from tenants where id = ${tenantId}), 0)
      )`;

/**
 * Writes an event if the statement directly before it in the same batch wrote something: put it right after the change
 * that it describes. Unexecuted. `subjectId` may be a subquery if only that change determines it. With `gate`, put it
 * right before the change, and pass the change's own condition.
 *
 * **Invariant:** a tenant's `seq` runs 1, 2, 3 … without a gap or repeat, also after retention has emptied the table:
 * the insert itself takes the next one.
 */
export function recordEvent<T extends EventType>(
  db: Database,
  source: EventSource,
  type: T,
  subjectId: string | SQL,
  data: EventData<T>,
  gate: SQL = previousWroteSomething,
): Statement {
  const { tenantId, actor, requestId, at, changed } = source;
  changed.addEvent(tenantId, type, subjectId, data);
  const values = eventValues(source);
  if (typeof subjectId === "string" && gate === previousWroteSomething) {
    return eventStatement(db, { shape: type, type }, { ...values, subject: subjectId, data: JSON.stringify(data) });
  }
  return db.insert(events).select(sql`
    select ${tenantId}, ${lastSeqOf(tenantId)} + 1, ${values.eventId}, ${type}, ${at}, ${actor}, ${requestId}, ${subjectTypeOf(type)}, ${subjectId}, ${JSON.stringify(data)}, null
    where ${gate}`);
}

/** The statement of nearly all events, made once per database and type. */
const eventStatement = preparedWrite((db, { type }: { readonly shape: string; readonly type: EventType }) =>
  preparedEvent(db, type, {
    subjectId: sql`${sql.placeholder("subject")}`,
    data: sql`${sql.placeholder("data")}`,
    rest: sql`where ${previousWroteSomething}`,
  }),
);

/**
 * Writes one event per subject, in their order, if the statement directly before it in the same batch wrote something.
 * For one change of many things of a tenant. Unexecuted; the rows are one JSON parameter.
 */
export function recordEvents<T extends EventType>(
  db: Database,
  { tenantId, actor, requestId, at, newEventId, changed }: EventSource,
  type: T,
  subjects: readonly { readonly subjectId: string; readonly data: EventData<T> }[],
): Statement {
  const rows = subjects.map(({ subjectId, data }) => {
    changed.addEvent(tenantId, type, subjectId, data);
    return [newEventId(), subjectId, JSON.stringify(data)];
  });
  return db.insert(events).select(sql`
    select ${tenantId}, ${lastSeqOf(tenantId)} + 1 + key, value ->> 0, ${type}, ${at}, ${actor}, ${requestId},
      ${subjectTypeOf(type)}, value ->> 1, value ->> 2, null
    from json_each(${JSON.stringify(rows)}) where ${previousWroteSomething}`);
}

/** The columns of an event that its change determines, as SQL. */
interface EventColumns {
  readonly subjectId: SQL;
  readonly data: SQL;
  /** The rest of a select, from its FROM clause on. */
  readonly rest: SQL;
}

/**
 * An event whose subject or data only the database knows, for `preparedWrite`: its other columns are placeholders for
 * `eventValues`. The caller adds the event to `changed` when it is written.
 */
export function preparedEvent(db: Database, type: EventType, { subjectId, data, rest }: EventColumns) {
  const value = sql.placeholder;
  return db.insert(events).select(sql`
    select ${value("eventTenant")}, ${lastSeqOf(sql`${value("eventTenant")}`)} + 1, ${value("eventId")}, ${type}, ${value("eventAt")},
      ${value("eventActor")}, ${value("eventRequest")}, ${subjectTypeOf(type)}, ${subjectId}, ${data}, null ${rest}`);
}

/** The values of a `preparedEvent`. Its tenant's subscribers are woken in any case, as D1's answer may be lost. */
export function eventValues({ tenantId, actor, requestId, at, newEventId, changed }: EventSource) {
  changed.tenants.add(tenantId);
  return {
    eventTenant: tenantId,
    eventId: newEventId(),
    eventAt: at,
    eventActor: actor,
    eventRequest: requestId,
  };
}

interface NewEvent<T extends EventType> {
  readonly source: EventSource;
  readonly subjectId: string;
  readonly data: EventData<T>;
}

/**
 * Writes many events of one type, of any tenants, in one statement. `changes()` can't say which of many updates
 * matched, so pass a predicate on an event's subject id and data that is true only after this batch's update; or put
 * the statement right before the update and pass the update's own condition. Unexecuted.
 */
export function recordEventsWhere<T extends EventType>(
  db: Database,
  type: T,
  newEvents: readonly NewEvent<T>[],
  isTrue: (subjectId: SQL, data: SQL) => SQL,
): Statement {
  return eventsWhere(db, type, sql`${encodeEvents(type, newEvents)}`, isTrue);
}

/** The same for `preparedWrite`: the placeholder `events` is for `encodeEvents`. */
export const preparedEventsWhere = (db: Database, type: EventType, isTrue: (subjectId: SQL, data: SQL) => SQL) =>
  eventsWhere(db, type, sql`${sql.placeholder("events")}`, isTrue);

/** Many events of one type as JSON. Adds them to what their sources changed. */
export const encodeEvents = <T extends EventType>(type: T, newEvents: readonly NewEvent<T>[]): string =>
  JSON.stringify(
    newEvents.map(({ source: { tenantId, actor, requestId, at, newEventId, changed }, subjectId, data }) => {
      changed.addEvent(tenantId, type, subjectId, data);
      return [tenantId, newEventId(), at, actor, requestId, subjectId, JSON.stringify(data)];
    }),
  );

function eventsWhere(db: Database, type: EventType, rows: SQL, isTrue: (subjectId: SQL, data: SQL) => SQL) {
  const tenant = sql`(value ->> 0)`;
  return db.insert(events).select(sql`
    select ${tenant}, ${lastSeqOf(tenant)} + row_number() over (partition by ${tenant} order by key), value ->> 1, ${type},
      value ->> 2, value ->> 3, value ->> 4, ${subjectTypeOf(type)}, value ->> 5, value ->> 6, null
    from json_each(${rows}) where ${isTrue(sql`(value ->> 5)`, sql`(value ->> 6)`)}`);
}
