import { and, eq, lt, type SQL, sql } from "drizzle-orm";
import { type Database, insertIf, type Statement } from "#kernel/db/db";
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

/**
 * Inserts the hold if the tenant has fewer live ones than its limit. **Invariant:** one statement counts and inserts,
 * so parallel requests cannot exceed the limit.
 */
export function createHold(db: Database, e164: string, image: ReservationImage, now: number): Statement {
  const live = sql`select count(*) from ${reservations} where ${reservations.tenantId} = ${image.tenantId}
    and ${reservations.status} = 'held' and ${reservations.expiresAt} > ${now} and ${reservations.forOrder} = 0`;
  const row = { ...image, e164, updatedAt: image.createdAt };
  const gate = image.forOrder ? sql`true` : sql`(${live}) < (${reservationLimit(image.tenantId)})`;
  return insertIf(db, reservations, row, gate).onConflictDoNothing({ target: reservations.id });
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
