import { and, eq, gt, lte, ne, or, type SQL, sql } from "drizzle-orm";
import { isOneOf } from "#kernel/db/db";
import { afterCursor, inKeyRange, type KeyRange, type ListOrder, orderBy, type Page, toPage } from "#kernel/http/page";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import type { ReservationStatus } from "./lifetime";
import { type ReservationRow, reservations } from "./table";

export async function reservationOf(ctx: Context, id: string): Promise<ReservationRow> {
  requireScope(ctx, "numbers:read");
  const [row] = await ctx.db
    .select()
    .from(reservations)
    .where(and(eq(reservations.id, id), eq(reservations.tenantId, ctx.principal.tenantId)));
  if (!row) throw new Problem("not_found", `There is no reservation ${id}.`);
  return row;
}

export interface ReservationQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly status?: ReservationStatus | undefined;
  readonly phone_number?: string | undefined;
}

const order: ListOrder = { sort: "-created_at", column: reservations.createdAt, id: reservations.id };

/** The filter for a status as it reads now, which for holds depends on the time. */
function hasStatus(status: ReservationStatus, now: number): SQL | undefined {
  if (status === "held") return and(eq(reservations.status, "held"), gt(reservations.expiresAt, now));
  const stored = eq(reservations.status, status);
  if (status !== "expired") return stored;
  return or(stored, and(eq(reservations.status, "held"), lte(reservations.expiresAt, now)));
}

export async function listReservations(ctx: Context, query: ReservationQuery): Promise<Page<ReservationRow>> {
  requireScope(ctx, "numbers:read");
  const rows = await ctx.db
    .select()
    .from(reservations)
    .where(
      and(
        eq(reservations.tenantId, ctx.principal.tenantId),
        query.status && hasStatus(query.status, ctx.now),
        query.phone_number ? eq(reservations.e164, query.phone_number) : undefined,
        afterCursor(order, query.cursor),
      ),
    )
    .orderBy(...orderBy(order))
    .limit(query.limit + 1);
  return toPage(rows, query.limit, order.sort, (row) => ({ value: row.createdAt, id: row.id }));
}

/** Of these numbers, the ones somebody holds or is buying, unexecuted: for the search to put in its own batch. */
export const liveAmong = (ctx: Context, numbers: readonly string[]) =>
  ctx.db
    .select({
      e164: reservations.e164,
      id: reservations.id,
      tenantId: reservations.tenantId,
      expiresAt: reservations.expiresAt,
    })
    .from(reservations)
    .where(
      and(
        isOneOf(reservations.status, ["held", "purchasing"]),
        sql`${reservations.e164} in (select value from json_each(${JSON.stringify(numbers)}))`,
        or(ne(reservations.status, "held"), gt(reservations.expiresAt, ctx.now)),
      ),
    );

const byExpiry: ListOrder = { sort: "expires_at", column: reservations.expiresAt, id: reservations.id };

/** Holds whose time is over and of which nobody has said so, whoever's they are: for the cleanup job. */
export const overdueHolds = (ctx: Context, stretch: KeyRange) =>
  ctx.db
    .select({ id: reservations.id, e164: reservations.e164, expiresAt: reservations.expiresAt })
    .from(reservations)
    .where(
      and(isOneOf(reservations.status, ["held"]), lte(reservations.expiresAt, ctx.now), inKeyRange(byExpiry, stretch)),
    )
    .orderBy(...orderBy(byExpiry))
    .limit(stretch.limit);
