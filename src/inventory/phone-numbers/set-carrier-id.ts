import { and, eq } from "drizzle-orm";
import type { Statement } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { type NumberRow, phoneNumbers } from "./table";

/** Corrects the carrier's id of a number; writes nothing if the row has changed since it was read. */
export const setCarrierId = ({ db, now }: Context, row: NumberRow, carrierId: string): Statement =>
  db
    .update(phoneNumbers)
    .set({ carrierId, updatedAt: now, version: row.version + 1 })
    .where(and(eq(phoneNumbers.id, row.id), eq(phoneNumbers.version, row.version)));
