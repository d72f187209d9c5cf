import { and, eq, gt, lte, ne, or, type SQL, sql } from "drizzle-orm";
import { isOneOf } from "#kernel/db/db";
import {
  inKeyRange,
  type KeyRange,
  type ListOrder,
  newestFirst,
  orderBy,
  type Page,
  type PageQuery,
  readPage,
} from "#kernel/http/page";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import type { ReservationStatus } from "./lifetime";
import { type ReservationRow, reservations } from "./table";

/** The tenant's reservation. Throws `not_found`. */
export async function reservationOf(ctx: Context, id: string): Promise<ReservationRow> {
  requireScope(ctx, "numbers:read");
  const [row] = await ctx.db
    .select()
    .from(reservations)
    .where(and(eq(reservations.id, id), eq(reservations.tenantId, ctx.principal.tenantId)));
  if (!row) throw new Problem("not_found", `You have no reservation ${id}.`);
  return row;
}

export interface ReservationQuery extends PageQuery {
  readonly status?: ReservationStatus | undefined;
  readonly phone_number?: string | undefined;
}

/** The condition for a status as it reads now. A stored `held` reads as `expired` when its time is over. */
function hasStatus(status: ReservationStatus, now: number): SQL | undefined {
  if (status === "held") return and(eq(reservations.status, "held"), gt(reservations.expiresAt, now));
  const stored = eq(reservations.status, status);
  if (status !== "expired") return stored;
  return or(stored, and(eq(reservations.status, "held"), lte(reservations.expiresAt, now)));
}

export const listReservations = (ctx: Context, query: ReservationQuery): Promise<Page<ReservationRow>> =>
  readPage(ctx.db.select().from(reservations), newestFirst(reservations), query, [
    eq(reservations.tenantId, ctx.principal.tenantId),
    query.status && hasStatus(query.status, ctx.now),
    query.phone_number ? eq(reservations.e164, query.phone_number) : undefined,
  ]);

/** The live reservations of these numbers, of all tenants, unexecuted: for `availabilityReads`. */
export const liveReservationsAmong = (ctx: Context, numbers: readonly string[]) =>
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

/** Holds of all tenants that are over, but whose expiry no alarm has published: for the cleanup job. */
export const overdueHolds = (ctx: Context, keyRange: KeyRange) =>
  ctx.db
    .select({ id: reservations.id, e164: reservations.e164, expiresAt: reservations.expiresAt })
    .from(reservations)
    .where(
      and(isOneOf(reservations.status, ["held"]), lte(reservations.expiresAt, ctx.now), inKeyRange(byExpiry, keyRange)),
    )
    .orderBy(...orderBy(byExpiry))
    .limit(keyRange.limit);
