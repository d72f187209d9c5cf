import { and, asc, between, desc, eq, gt, lt, type SQL, sql } from "drizzle-orm";
import { batchNamed, type Database, isOneOf } from "#kernel/db/db";
import { preparedRead } from "#kernel/db/prepared";
import { decodeCursor, type Page, toPage } from "#kernel/http/page";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { firstIdAt } from "#kernel/values/ids";
import { lazily } from "#kernel/values/lazily";
import { typesOf } from "./event-patterns";
import { eventColumns, eventsIndexedBy, MAX_DISORDER, seqNear } from "./reads";
import { events } from "./table";

export type EventRow = typeof events.$inferSelect;

export interface EventQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly sort: "seq" | "-seq";
  readonly after_seq?: number | undefined;
  /** An event type, or a family such as `order.*`. */
  readonly type?: string | undefined;
  readonly subject_id?: string | undefined;
  /** Milliseconds UTC: written to the log at this time or later, and before that one. */
  readonly created_after?: number | undefined;
  readonly created_before?: number | undefined;
}

interface PlainShape {
  readonly shape: string;
  readonly sort: EventQuery["sort"];
  readonly table: SQL;
  readonly filters: readonly PlainFilter[];
}
type PlainFilter = "type" | "subject" | "after" | "before";

const given = (name: string) => sql.placeholder(name);

const conditions = lazily(
  (): Readonly<Record<PlainFilter, SQL>> => ({
    type: eq(events.type, given("type")),
    subject: eq(events.subjectId, given("subject")),
    after: gt(events.seq, given("after")),
    before: lt(events.seq, given("before")),
  }),
);

const { tenantId: _, ...cellsOfEvent } = eventColumns;

/** An event as D1 answers it, in the order of `eventColumns`, without the tenant, which is the caller's. */
type EventCells = readonly [
  seq: number,
  id: string,
  type: string,
  occurredAt: number,
  actor: string,
  requestId: string,
  subjectType: string,
  subjectId: string,
  data: string,
  hash: string | null,
];

const readPlain = preparedRead<PlainShape, EventCells>((db, { sort, table, filters }) =>
  db
    .select(cellsOfEvent)
    .from(table)
    .where(and(eq(events.tenantId, given("tenant")), ...filters.map((filter) => conditions()[filter])))
    .orderBy(sort === "seq" ? asc(events.seq) : desc(events.seq))
    .limit(given("rows")),
);

/** Written out, as a loop over the columns takes twice as long. */
function readEvent(tenantId: string, cells: EventCells): EventRow {
  const [seq, id, type, occurredAt, actor, requestId, subjectType, subjectId, data, hash] = cells;
  return { tenantId, seq, id, type, occurredAt, actor, requestId, subjectType, subjectId, data, hash };
}

/** A page of the most frequent lists, by a statement that was made before: all but those of a family or a period. */
function plainPage(ctx: Context, query: EventQuery): Promise<EventRow[]> | null {
  const { sort, type, subject_id: subject, created_after, created_before, limit } = query;
  const [only, another] = type === undefined ? [] : typesOf(type);
  if (created_after !== undefined || created_before !== undefined) return null;
  if (type !== undefined && (only === undefined || another !== undefined)) return null;
  const { after, before } = boundsOf(query);
  const values = { type: only, subject, after, before };
  const filters = (Object.keys(values) as PlainFilter[]).filter((filter) => values[filter] !== undefined);
  const shape = { shape: `${sort} ${filters.join()}`, sort, table: tableFor(query), filters };
  const cells = Object.fromEntries(filters.map((filter) => [filter, values[filter] ?? null]));
  return readPlain(ctx.db, shape, { ...cells, tenant: ctx.principal.tenantId, rows: limit + 1 }).then((rows) =>
    rows.map((cells) => readEvent(ctx.principal.tenantId, cells)),
  );
}

/**
 * One page of a tenant's log. Every filter has its index; with both `type` and `subject_id` the subject's is read. For
 * a family, the page of each of its types is read, and the first events of these pages make the page.
 */
const listStatement = (ctx: Context, query: EventQuery) => {
  const { limit, type, subject_id } = query;
  const types = type === undefined ? [] : typesOf(type);
  const order = query.sort === "seq" ? asc(events.seq) : desc(events.seq);
  const statement = ctx.db.select(eventColumns);
  if (subject_id !== undefined || types.length <= 1) {
    const [only] = types.length === 1 ? types : [];
    const ofTypes = type === undefined ? undefined : only ? eq(events.type, only) : isOneOf(events.type, types);
    return statement
      .from(tableFor(query))
      .where(and(inRange(ctx, query), ofTypes))
      .orderBy(order)
      .limit(limit + 1);
  }
  const ofType = sql`select ${events.seq} from ${eventsIndexedBy("events_of_type")}
    where ${and(inRange(ctx, query), sql`${events.type} = family.value`)} order by ${order} limit ${limit + 1}`;
  return statement
    .from(sql`(select value from json_each(${JSON.stringify(types)})) family cross join ${events}`)
    .where(and(eq(events.tenantId, ctx.principal.tenantId), sql`${events.seq} in (${ofType})`))
    .orderBy(order)
    .limit(limit + 1);
};

/**
 * The events of the caller's tenant in the query's range, about its subject. A period is found by `seq` with
 * `MAX_DISORDER` events more at both ends, and then exactly by id.
 */
function inRange(ctx: Context, query: EventQuery): SQL | undefined {
  const { subject_id, created_after: from, created_before: until } = query;
  const { after, before } = boundsOf(query);
  const seqAt = (at: number): SQL => seqNear(ctx.principal.tenantId, firstIdAt("event", at));
  const first = from === undefined ? after : sql`max(${after ?? 0}, ${seqAt(from)} - ${MAX_DISORDER})`;
  const end = until === undefined ? before : sql`min(${before ?? MAX_SEQ}, ${seqAt(until)} + ${MAX_DISORDER})`;
  return and(
    eq(events.tenantId, ctx.principal.tenantId),
    subject_id === undefined ? undefined : eq(events.subjectId, subject_id),
    first === undefined ? undefined : gt(events.seq, first),
    end === undefined ? undefined : lt(events.seq, end),
    from === undefined ? undefined : sql`+${events.id} >= ${firstIdAt("event", from)}`,
    until === undefined ? undefined : sql`+${events.id} < ${firstIdAt("event", until)}`,
  );
}

const MAX_SEQ = Number.MAX_SAFE_INTEGER;

/**
 * The page's range of `seq`, both ends exclusive. One lower bound: of two, SQLite might seek by the one that reads
 * more.
 */
function boundsOf({ sort, cursor, after_seq }: EventQuery): { after: number | undefined; before: number | undefined } {
  if (cursor === undefined) return { after: after_seq, before: undefined };
  const seq = seqOfCursor(cursor, sort);
  return sort === "seq"
    ? { after: Math.max(seq, after_seq ?? 0), before: undefined }
    : { after: after_seq, before: seq };
}

function seqOfCursor(cursor: string, sort: EventQuery["sort"]): number {
  const { value } = decodeCursor(cursor, sort);
  if (typeof value === "number") return value;
  throw new Problem("invalid_cursor", "The cursor is not one that this list returned. Start again without a cursor.");
}

function tableFor({ type, subject_id }: Pick<EventQuery, "type" | "subject_id">): SQL {
  if (subject_id !== undefined) return eventsIndexedBy("events_of_subject");
  return type === undefined ? sql`${events}` : eventsIndexedBy("events_of_type");
}

/**
 * A subject's events in a range of a tenant's log, newest first. The caller has checked that it may read this tenant's
 * log.
 */
export const eventsAbout = (
  db: Database,
  range: {
    readonly tenantId: string;
    readonly subjectId: string;
    readonly firstSeq: number;
    readonly lastSeq: number;
    readonly limit: number;
  },
) =>
  db
    .select(eventColumns)
    .from(eventsIndexedBy("events_of_subject"))
    .where(
      and(
        eq(events.tenantId, range.tenantId),
        eq(events.subjectId, range.subjectId),
        between(events.seq, range.firstSeq, range.lastSeq),
      ),
    )
    .orderBy(desc(events.seq))
    .limit(range.limit);

/** The `seq` of the caller's last archived event; 0 while none is. */
export const archivedSeq = (ctx: Context) =>
  ctx.db.select({ seq: sql<number>`archived_seq` }).from(sql`tenants`).where(sql`id = ${ctx.principal.tenantId}`);

/**
 * The `seq` after which the caller expects every event; `undefined` if it did not name one. An event that is archived
 * after this `seq` must lead to an error, because a silent gap would look like a complete log.
 */
function resumesAfter({ sort, cursor, after_seq }: EventQuery): number | undefined {
  return sort === "seq" && cursor !== undefined ? seqOfCursor(cursor, sort) : after_seq;
}

export function requireUnarchived(afterSeq: number, archivedSeq: number): void {
  if (afterSeq >= archivedSeq) return;
  throw new Problem(
    "events_archived",
    `Your events up to seq ${archivedSeq} are in the archive. Download them from /v1/events/archives, or continue with ` +
      `after_seq=${archivedSeq}.`,
    { more: { first_seq: archivedSeq + 1 } },
  );
}

async function readPage(ctx: Context, query: EventQuery): Promise<EventRow[]> {
  const resumed = resumesAfter(query);
  if (resumed === undefined) return await (plainPage(ctx, query) ?? listStatement(ctx, query));
  const list = listStatement(ctx, query);
  const {
    page,
    archived: [archived],
  } = await batchNamed(ctx.db, { page: list, archived: archivedSeq(ctx) });
  requireUnarchived(resumed, archived?.seq ?? 0);
  return page;
}

export async function listEvents(ctx: Context, query: EventQuery): Promise<Page<EventRow>> {
  requireScope(ctx, "events:read");
  return toPage(await readPage(ctx, query), query.limit, query.sort, ({ seq, id }) => ({ value: seq, id }));
}
