import { and, eq, lt, type SQL, sql } from "drizzle-orm";
import type { Database, Statement } from "#kernel/db/db";
import { preparedInsert } from "#kernel/db/prepared";
import { reservationLimit } from "#tenants/queries";
import type { ReservationStatus } from "./lifetime";
import { reservations } from "./table";

/** Statements on reservations for the batches of a number's object. */

/** A reservation as D1 is to show it. */
export interface ReservationImage {
  readonly id: string;
  readonly tenantId: string;
  readonly status: ReservationStatus;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly endedAt: number | null;
  readonly phoneNumberId: string | null;
  readonly forOrder: boolean;
  readonly version: number;
}

const value = sql.placeholder;
const unlessThere = sql.raw("on conflict (id) do nothing");

const insertHoldOfOrder = preparedInsert(reservations, () => sql`true`, unlessThere);

const insertHold = preparedInsert(
  reservations,
  () => {
    const live = sql`select count(*) from ${reservations} where ${reservations.tenantId} = ${value("tenantId")}
      and ${reservations.status} = 'held' and ${reservations.expiresAt} > ${value("now")} and ${reservations.forOrder} = 0`;
    return sql`(${live}) < (${reservationLimit(sql`${value("tenantId")}`)})`;
  },
  unlessThere,
);

/**
 * Inserts the hold if the tenant has fewer live ones than its limit. **Invariant:** one statement counts and inserts,
 * so parallel requests cannot exceed the limit.
 */
export function createHold(db: Database, e164: string, image: ReservationImage, now: number): Statement {
  const row = { ...image, e164, updatedAt: image.createdAt };
  return image.forOrder ? insertHoldOfOrder(db, row) : insertHold(db, row, { now });
}

/** Changes no row if it has this version or a later one already. */
export function changeHold(db: Database, image: ReservationImage, at: number, gate?: SQL): Statement {
  const { id, status, expiresAt, endedAt, phoneNumberId, version } = image;
  return db
    .update(reservations)
    .set({ status, expiresAt, endedAt, phoneNumberId, version, updatedAt: at })
    .where(and(eq(reservations.id, id), lt(reservations.version, version), gate));
}

/** Reads whether the hold was inserted. */
export const holdRow = (db: Database, id: string) =>
  db.select({ id: reservations.id }).from(reservations).where(eq(reservations.id, id));
