import { and, eq, isNotNull, isNull, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { numberIdOf } from "#inventory/phone-numbers/queries";
import { matchesFilters, newestFirst, type Page, type PageQuery, readPage } from "#kernel/http/page";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import type { CallStatus } from "#kernel/values/telephony";
import { hasEnded } from "./call-facts";
import { type CallRow, calls } from "./table";

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
  const [row] = await ctx.db
    .select({ id: calls.id })
    .from(calls)
    .where(and(eq(calls.tenantId, ctx.principal.tenantId), eq(calls.carrierId, carrierId)));
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

export const listCalls = (ctx: Context, query: CallQuery): Promise<Page<CallRow>> =>
  readPage(ctx.db.select().from(calls), newestFirst(calls), query, [
    eq(calls.tenantId, ctx.principal.tenantId),
    ...matchesFilters([
      [calls.phoneNumberId, numberIdOf(ctx, query.phone_number_id)],
      [calls.fromKey, query.from],
      [calls.agentId, query.agent_id],
      [calls.status, query.status],
    ]),
    isOnlyByStatus(query) ? inIndexOfStatus(query.status) : undefined,
  ]);

const isOnlyByStatus = <Query extends CallQuery>(query: Query): query is Query & { readonly status: CallStatus } =>
  query.status !== undefined && [query.phone_number_id, query.from, query.agent_id].every((each) => each === undefined);

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
