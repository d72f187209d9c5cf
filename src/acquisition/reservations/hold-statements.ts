import { and, eq, lt, type SQL, sql } from "drizzle-orm";
import { type Database, insertIf, type Statement } from "#kernel/db/db";
import { reservationLimit } from "#tenants/queries";
import type { ReservationStatus } from "./lifetime";
import { reservations } from "./table";

/** What a number's object has its reservation's row say, in a batch of the object's. */

/** A reservation as the database is to show it. */
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

/** Written only while the tenant has fewer live holds than its limit: counted and written in one statement, hence strict. */
export function createHold(db: Database, e164: string, image: ReservationImage, now: number): Statement {
  const live = sql`select count(*) from ${reservations} where ${reservations.tenantId} = ${image.tenantId}
    and ${reservations.status} = 'held' and ${reservations.expiresAt} > ${now} and ${reservations.forOrder} = 0`;
  const row = { ...image, e164, updatedAt: image.createdAt };
  const gate = image.forOrder ? sql`true` : sql`(${live}) < (${reservationLimit(image.tenantId)})`;
  return insertIf(db, reservations, row, gate).onConflictDoNothing({ target: reservations.id });
}

/** Writes nothing if the row already shows this version or a later one. */
export function changeHold(db: Database, image: ReservationImage, at: number, gate?: SQL): Statement {
  const { id, status, expiresAt, endedAt, phoneNumberId, version } = image;
  return db
    .update(reservations)
    .set({ status, expiresAt, endedAt, phoneNumberId, version, updatedAt: at })
    .where(and(eq(reservations.id, id), lt(reservations.version, version), gate));
}

export const holdRow = (db: Database, id: string) =>
  db.select({ id: reservations.id }).from(reservations).where(eq(reservations.id, id));
