import { and, eq, gt, gte, inArray, isNotNull, or, type SQL, sql } from "drizzle-orm";
import { batchNamed, type Database } from "#kernel/db/db";
import {
  newestFirst,
  type Page,
  type PageOrder,
  type PageQuery,
  readPage,
  selectPage,
  toPage,
} from "#kernel/http/page";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { documentStandings, requestOfDocument } from "../documents/queries";
import type { RequirementFacts } from "../rules/requirements";
import { openStatuses, type PortingNumberStatus, type PortingPath, type RequestStatus } from "../rules/states";
import { isOperator } from "./actor";
import type { NumberGroup } from "./number-groups";
import {
  type PortingNumberRow,
  type PortingRequestRow,
  portingEntries,
  portingNumbers,
  portingRequests,
} from "./table";

type Reader = Pick<Context, "db" | "principal">;

/** A request with the facts about it that stand in other rows. */
export interface RequestWithFacts {
  readonly row: PortingRequestRow;
  readonly groups: readonly NumberGroup[];
  /** The ids of the requests that were split from it. */
  readonly splitInto: readonly string[];
  readonly documents: RequirementFacts["documents"];
}

/** A condition for rows that the caller may see: an operator sees the requests of all tenants. */
const isVisible = (ctx: Reader): SQL | undefined =>
  isOperator(ctx) ? undefined : eq(portingRequests.tenantId, ctx.principal.tenantId);

/** A request of the caller's tenant; for an operator, of any tenant. Throws `not_found`. */
export async function requireRequest(ctx: Reader, id: string): Promise<PortingRequestRow> {
  const [row] = await selectRequest(ctx, id);
  return row ?? notFound(id);
}

export const selectRequest = (ctx: Reader, id: string) =>
  ctx.db
    .select()
    .from(portingRequests)
    .where(and(eq(portingRequests.id, id), isVisible(ctx)));

const notFound = (id: string): never => {
  throw new Problem("not_found", `You have no porting request ${id}.`);
};

/** The same with its facts, in one round trip. Throws `not_found`. */
export async function requireRequestWithFacts(ctx: Reader, id: string): Promise<RequestWithFacts> {
  const visible = ctx.db
    .select({ id: portingRequests.id })
    .from(portingRequests)
    .where(and(eq(portingRequests.id, id), isVisible(ctx)));
  const source = ctx.db
    .select({ id: portingRequests.documentsFrom })
    .from(portingRequests)
    .where(and(eq(portingRequests.id, id), isVisible(ctx)));
  const { found, groups, splits, documents } = await batchNamed(ctx.db, {
    found: selectRequest(ctx, id),
    groups: selectGroups(ctx.db, inArray(portingNumbers.portingRequestId, visible)),
    splits: selectSplits(ctx.db, inArray(portingRequests.splitFrom, visible)),
    documents: documentStandings(
      ctx,
      sql`(${inArray(requestOfDocument, visible)} or ${inArray(requestOfDocument, source)})`,
    ),
  });
  const [row] = found;
  return row ? { row, groups, splitInto: splits.map(({ splitId }) => splitId), documents } : notFound(id);
}

/** The numbers of requests by what they have in common. Unexecuted. */
export const selectGroups = (db: Database, condition: SQL) =>
  db
    .select({
      portingRequestId: portingNumbers.portingRequestId,
      status: portingNumbers.status,
      country: portingNumbers.country,
      type: portingNumbers.type,
      messagingStatus: portingNumbers.messagingStatus,
      losingCarrier: portingNumbers.losingCarrier,
      count: sql<number>`count(*)`,
    })
    .from(portingNumbers)
    .where(condition)
    .groupBy(
      portingNumbers.portingRequestId,
      portingNumbers.status,
      portingNumbers.country,
      portingNumbers.type,
      portingNumbers.messagingStatus,
      portingNumbers.losingCarrier,
    );

const selectSplits = (db: Database, condition: SQL) =>
  db
    .select({ splitId: portingRequests.id, splitFrom: portingRequests.splitFrom })
    .from(portingRequests)
    .where(condition)
    .orderBy(portingRequests.id);

export interface RequestFilters {
  readonly status?: readonly RequestStatus[] | undefined;
  readonly path?: PortingPath | undefined;
  /** A part of a name, reference, customer or carrier, or the digits of a number. */
  readonly search?: string | undefined;
}

const byCreation = newestFirst(portingRequests);

/** A page of the tenant's requests with their facts, in one round trip. */
export async function listRequests(ctx: Reader, query: PageQuery & RequestFilters): Promise<Page<RequestWithFacts>> {
  const { db, principal } = ctx;
  const conditions = [
    eq(portingRequests.tenantId, principal.tenantId),
    query.status && isOneOfStatuses(query.status),
    query.path && eq(portingRequests.path, query.path),
    query.search === undefined ? undefined : contains(query.search),
  ];
  const ids = selectPage(db.select({ id: portingRequests.id }).from(portingRequests), byCreation, query, conditions);
  const sources = db
    .select({ id: portingRequests.documentsFrom })
    .from(portingRequests)
    .where(inArray(portingRequests.id, ids));
  const { rows, groups, splits, documents } = await batchNamed(db, {
    rows: selectPage(db.select().from(portingRequests), byCreation, query, conditions),
    groups: selectGroups(db, inArray(portingNumbers.portingRequestId, ids)),
    splits: selectSplits(db, inArray(portingRequests.splitFrom, ids)),
    documents: documentStandings(
      ctx,
      sql`(${inArray(requestOfDocument, ids)} or ${inArray(requestOfDocument, sources)})`,
    ),
  });
  const groupsOf = Map.groupBy(groups, ({ portingRequestId }) => portingRequestId);
  const documentsOf = Map.groupBy(documents, ({ portingRequestId }) => portingRequestId);
  const splitsOf = Map.groupBy(splits, ({ splitFrom }) => splitFrom);
  const found = rows.map((row) => ({
    row,
    groups: groupsOf.get(row.id) ?? [],
    splitInto: (splitsOf.get(row.id) ?? []).map(({ splitId }) => splitId),
    // One that was split off with the same carrier shows the documents of its source, too.
    documents: [row.id, row.documentsFrom ?? ""].flatMap((id) => documentsOf.get(id) ?? []),
  }));
  return toPage(found, query.limit, byCreation.sort, ({ row }) => byCreation.keyOf(row));
}

const isOneOfStatuses = (statuses: readonly RequestStatus[]): SQL =>
  sql`${portingRequests.status} in (select value from json_each(${JSON.stringify(statuses)}))`;

/** SQLite compares ASCII letters without regard to case, others with. */
function contains(search: string): SQL {
  const escaped = search.replaceAll(/[\\%_]/g, (character) => `\\${character}`);
  const isLike = (text: SQL): SQL => sql`${text} like ${`%${escaped}%`} escape '\\'`;
  const texts = [
    sql`${portingRequests.name}`,
    sql`${portingRequests.customerReference}`,
    sql`${portingRequests.details} ->> '$.losing_carrier'`,
    sql`${portingRequests.details} ->> '$.customer.name'`,
    sql`${portingRequests.carrierRequestId}`,
  ].map(isLike);
  const digits = search.replaceAll(/[\s().-]/g, "");
  const number = /^\+?\d{3,15}$/.test(digits)
    ? sql`exists (select 1 from ${portingNumbers} where ${portingNumbers.portingRequestId} = ${portingRequests.id}
        and ${portingNumbers.e164} like ${`%${digits}%`})`
    : sql`false`;
  return sql`(${sql.join([...texts, number], sql` or `)})`;
}

/** The ids of the tenant's open requests whose cancellation was not asked for, after one of them. Unexecuted. */
export const requestsToCancel = ({ db, principal }: Reader, { after, limit }: { after: string; limit: number }) =>
  db
    .select({ id: portingRequests.id })
    .from(portingRequests)
    .where(
      and(
        eq(portingRequests.tenantId, principal.tenantId),
        isOneOfStatuses(openStatuses.filter((status) => status !== "cancel_requested")),
        gt(portingRequests.id, after),
      ),
    )
    .orderBy(portingRequests.id)
    .limit(limit);

/** The tenant's requests of which a carrier may still move numbers, or which have work at Twilio. Unexecuted. */
export const requestsUnderway = ({ db, principal }: Reader, limit: number) =>
  db
    .select({ id: portingRequests.id })
    .from(portingRequests)
    .where(
      and(
        eq(portingRequests.tenantId, principal.tenantId),
        or(isOneOfStatuses(openStatuses), isNotNull(portingRequests.carrierTask)),
      ),
    )
    .limit(limit);

/** How many requests the tenant has in each status. */
export async function countByStatus({ db, principal }: Reader): Promise<ReadonlyMap<RequestStatus, number>> {
  const rows = await db
    .select({ status: portingRequests.status, count: sql<number>`count(*)` })
    .from(portingRequests)
    .where(eq(portingRequests.tenantId, principal.tenantId))
    .groupBy(portingRequests.status);
  return new Map(rows.map(({ status, count }) => [status, count]));
}

const byNumber: PageOrder<PortingNumberRow> = {
  sort: "phone_number",
  column: portingNumbers.e164,
  id: portingNumbers.id,
  keyOf: ({ e164, id }) => ({ value: e164, id }),
};

/** A page of a request's numbers in the order of their digits. */
export const listPortingNumbers = (
  { db }: Pick<Context, "db">,
  requestId: string,
  query: PageQuery & { readonly status?: PortingNumberStatus | undefined },
): Promise<Page<PortingNumberRow>> =>
  readPage(db.select().from(portingNumbers), byNumber, query, [
    eq(portingNumbers.portingRequestId, requestId),
    query.status && eq(portingNumbers.status, query.status),
  ]);

/** All numbers of a request, at most 1,000, in the order of their digits. Unexecuted. */
export const numbersOfRequest = ({ db }: Pick<Context, "db">, requestId: string) =>
  db.select().from(portingNumbers).where(eq(portingNumbers.portingRequestId, requestId)).orderBy(portingNumbers.e164);

/** Corrections of a request since an instant (ms UTC). Unexecuted. */
export const correctionsSince = ({ db }: Pick<Context, "db">, requestId: string, since: number) =>
  db
    .select({ data: portingEntries.data })
    .from(portingEntries)
    .where(
      and(
        eq(portingEntries.portingRequestId, requestId),
        eq(portingEntries.kind, "corrected"),
        gte(portingEntries.at, since),
      ),
    );

/** A number of a request of the caller's tenant; for an operator, of any tenant. Throws `not_found`. */
export async function requireNumber(
  ctx: Reader,
  requestId: string,
  numberId: string,
): Promise<{ readonly request: PortingRequestRow; readonly number: PortingNumberRow }> {
  const { requests, numbers } = await batchNamed(ctx.db, {
    requests: selectRequest(ctx, requestId),
    numbers: ctx.db
      .select()
      .from(portingNumbers)
      .where(and(eq(portingNumbers.id, numberId), eq(portingNumbers.portingRequestId, requestId))),
  });
  const request = requests[0] ?? notFound(requestId);
  const [number] = numbers;
  if (!number) throw numberNotFound(requestId, numberId);
  return { request, number };
}

/** Numbers have ids of their own in a request, and callers often name the phone number instead. */
export const numberNotFound = (requestId: string, named: string): Problem =>
  new Problem(
    "not_found",
    `The porting request ${requestId} has no number with the id ${named.slice(0, 50)}.` +
      (/^\+?\d+$/.test(named) ? " Name it by its `id` (pnm_…): GET …/numbers lists them." : ""),
  );

/** A condition that is true while the request is as in this row: for statements after the one that changes it. */
export const isRequestAt = ({ id, version }: Pick<PortingRequestRow, "id" | "version">): SQL =>
  sql`exists (select 1 from ${portingRequests} where ${portingRequests.id} = ${id}
    and ${portingRequests.version} = ${version})`;
