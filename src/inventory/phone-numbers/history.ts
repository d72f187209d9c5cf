import { asc, eq, sql } from "drizzle-orm";
import { type EventRow, eventsAbout } from "#events/log/queries";
import { startsOfLogs } from "#events/log/reads";
import { batchNamed, type Database } from "#kernel/db/db";
import { databaseOfTenant } from "#kernel/db/tenant-database";
import { decodeCursor, type Page, type PageQuery, toPage } from "#kernel/http/page";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { completeSince, periodsOf } from "./ownership-periods";
import { numberOf } from "./queries";
import { numberTransfers } from "./table";

export interface History extends Page<EventRow> {
  /** The list is complete from this time on (ms UTC), older events being archived; `null` if none is missing. */
  readonly completeSince: number | null;
}

const SORT = "-history";

/**
 * The number's events, newest first. Events under a former owner come from that tenant's log, up to the transfer and
 * no further.
 */
export async function historyOf(ctx: Context, reference: string, { limit, cursor }: PageQuery): Promise<History> {
  const number = await numberOf(ctx, reference);
  const { tenantId } = ctx.principal;
  const isOfNumber = eq(numberTransfers.phoneNumberId, number.id);
  const owners = sql`(select ${tenantId} union all
    select ${numberTransfers.fromTenantId} from ${numberTransfers} where ${isOfNumber})`;
  const { transfers, logs } = await batchNamed(ctx.db, {
    transfers: ctx.db.select().from(numberTransfers).where(isOfNumber).orderBy(asc(numberTransfers.position)),
    logs: startsOfLogs(ctx.db, owners),
  });
  const periods = periodsOf(transfers, tenantId);
  // A former owner may have moved to another database since.
  const databases = await databasesOfOwners(ctx, periods);
  const from = cursor === undefined ? null : positionOf(periods.length, cursor);

  const found: { readonly row: EventRow; readonly period: number }[] = [];
  for (let at = from?.period ?? periods.length - 1; at >= 0 && found.length <= limit; at -= 1) {
    const period = periods[at];
    if (!period) break;
    const before = from?.period === at ? from.seq - 1 : null;
    const lastSeq = before ?? period.lastSeq ?? Number.MAX_SAFE_INTEGER;
    const range = { ...period, lastSeq, subjectId: number.id, limit: limit + 1 - found.length };
    for (const row of await eventsAbout(databases.get(period.tenantId) ?? ctx.db, range))
      found.push({ row, period: at });
  }
  const { rows, nextCursor } = toPage(found, limit, SORT, ({ row, period }) => ({
    value: row.seq,
    id: String(period),
  }));
  const elsewhere = [...databases].filter(([, db]) => db !== ctx.db);
  const logsElsewhere = await Promise.all(elsewhere.map(([id, db]) => startsOfLogs(db, sql`(select ${id})`)));
  const starts = new Map([...logs, ...logsElsewhere.flat()].map((log) => [log.tenantId, log]));
  return {
    rows: rows.map(({ row, period }) => (period === periods.length - 1 ? row : asSeenByNewOwner(row))),
    nextCursor,
    completeSince: completeSince(periods, starts, number, ctx.now),
  };
}

/** The database of each owner's log. */
async function databasesOfOwners(
  ctx: Context,
  periods: readonly { readonly tenantId: string }[],
): Promise<ReadonlyMap<string, Database>> {
  const owners = [...new Set(periods.map(({ tenantId }) => tenantId))];
  const databases = await Promise.all(owners.map((id) => databaseOfTenant(ctx, id)));
  return new Map(owners.map((id, at) => [id, databases[at] ?? ctx.db]));
}

const FORMER_OWNER = "former_owner";

/**
 * An event under a former owner as the present one may see it: each id of a thing of that owner, its keys and requests
 * included, reads `former_owner`. It has no hash, which would not match.
 */
function asSeenByNewOwner(row: EventRow): EventRow {
  const data = row.data.replaceAll(/"[a-z]+_[0-9a-z]{26}"/g, (id) =>
    id === `"${row.subjectId}"` ? id : `"${FORMER_OWNER}"`,
  );
  const actor = row.actor.startsWith("key:") ? FORMER_OWNER : row.actor;
  return { ...row, actor, requestId: FORMER_OWNER, data, hash: null };
}

/** Periods are counted from the first owner, so a cursor stays valid after a transfer. */
function positionOf(periods: number, cursor: string): { readonly period: number; readonly seq: number } {
  const { value, id } = decodeCursor(cursor, SORT);
  const period = Number(id);
  if (typeof value === "number" && Number.isInteger(period) && period >= 0 && period < periods) {
    return { period, seq: value };
  }
  throw new Problem(
    "invalid_cursor",
    "The cursor belongs to another list. Use a `next_cursor` of this number's history.",
  );
}
