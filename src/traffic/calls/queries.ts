import { and, eq, getTableColumns, isNotNull, isNull, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { numberIdOf } from "#inventory/phone-numbers/queries";
import { rowReader } from "#kernel/db/prepared";
import {
  matchesFilters,
  newestFirst,
  type Page,
  type PageQuery,
  readPage,
  selectPage,
  toPage,
} from "#kernel/http/page";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { type CallStatus, endStatuses } from "#kernel/values/telephony";
import { hasEnded } from "./call-facts";
import { type CallRow, calls, recordedCalls } from "./table";

export async function callOf(ctx: Context, id: string): Promise<CallRow> {
  requireScope(ctx, "calls:read");
  const [row] = await ctx.db
    .select()
    .from(calls)
    .where(and(eq(calls.id, id), eq(calls.tenantId, ctx.principal.tenantId)));
  if (!row) throw new Problem("not_found", `There is no call ${id}.`);
  return row;
}

/** The id of the tenant's call that the carrier knows by this id; null if it is not recorded. */
export async function callIdOf(ctx: Context, carrierId: string): Promise<string | null> {
  const { tenantId } = ctx.principal;
  const [row] = await ctx.db
    .select({ id: calls.id })
    .from(recordedCalls)
    .innerJoin(calls, eq(calls.id, recordedCalls.recordId))
    .where(and(eq(recordedCalls.tenantId, tenantId), eq(recordedCalls.carrierId, carrierId)));
  return row?.id ?? null;
}

export interface CallQuery extends PageQuery {
  readonly status?: CallStatus | undefined;
  /** The number's id or E.164 form. */
  readonly phone_number_id?: string | undefined;
  readonly agent_id?: string | undefined;
  /** The caller, in the form to compare by. */
  readonly from?: string | undefined;
}

export function listCalls(ctx: Context, query: CallQuery): Promise<Page<CallRow>> {
  const { phone_number_id, from, agent_id, status } = query;
  const hasNoOtherFilter = [phone_number_id, from, agent_id].every((each) => each === undefined);
  if (hasNoOtherFilter && status === undefined) return listAllCalls(ctx, query);
  return readPage(ctx.db.select().from(calls), newestFirst(calls), query, [
    eq(calls.tenantId, ctx.principal.tenantId),
    ...matchesFilters([
      [calls.phoneNumberId, numberIdOf(ctx, phone_number_id)],
      [calls.fromKey, from],
      [calls.agentId, agent_id],
      [calls.status, status],
    ]),
    hasNoOtherFilter && status !== undefined ? inIndexOfStatus(status) : undefined,
  ]);
}

/**
 * A page of all calls. One index has those under way and one has each end's, both in the list's order, and SQLite
 * merges these lists as it reads: the page, and a row more of each list. It does so only if the outer select has the
 * columns of the order. D1 takes no more than five selects in a union, so there is a union of two.
 */
async function listAllCalls({ db, principal }: Context, query: PageQuery): Promise<Page<CallRow>> {
  const only = (condition: SQL) =>
    sql`select * from ${calls} where ${eq(calls.tenantId, principal.tenantId)} and ${condition}`;
  const ended = endStatuses.map((status) => only(sql`${eq(calls.status, status)} and ${inIndexOfStatus(status)}`));
  const [some, others] = [[only(isNull(calls.endedAt)), ...ended.slice(0, 2)], ended.slice(2)].map(
    (selects) => sql`select * from (${sql.join(selects, sql` union all `)})`,
  );
  const cells = Object.entries(getTableColumns(calls)).map(([name, column]) => [name, sql`${column}`]);
  const all = db.select(Object.fromEntries(cells)).from(sql`(${some} union all ${others}) as ${calls}`);
  const order = newestFirst(calls);
  const rows: CallRow[] = (await selectPage(all, order, query)).map((row) => readCall(Object.values(row)));
  return toPage(rows, query.limit, order.sort, order.keyOf);
}

const readCall = rowReader(calls);

/**
 * The condition of the partial index that has the calls of this status. A call has the time of its end if, and only
 * if, its status is one of an end, so it enters each of the two indexes once.
 */
const inIndexOfStatus = (status: CallStatus): SQL =>
  hasEnded(status) ? isNotNull(calls.endedAt) : isNull(calls.endedAt);

/** Only this many of a number's latest calls are read, so that the cost does not grow with its calls. */
const LATEST_CALLS = 20;

/** When a completed call of a number of another statement was last routed to an agent, among its latest, as a cell. */
export const lastGoodCallCell = (tenantId: SQLWrapper, id: SQLWrapper): SQL => sql`(
  select max(call.created_at) from (
    select ${calls.createdAt} as created_at, ${calls.status} as status, ${calls.agentId} as agent_id from ${calls}
    where ${calls.tenantId} = ${tenantId} and ${calls.phoneNumberId} = ${id}
    order by ${calls.createdAt} desc, ${calls.id} desc limit ${sql.raw(String(LATEST_CALLS))}) as call
  where call.status = 'completed' and call.agent_id is not null)`;
