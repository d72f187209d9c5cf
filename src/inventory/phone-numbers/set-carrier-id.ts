import { and, eq } from "drizzle-orm";
import type { Statement } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { type NumberRow, phoneNumbers } from "./table";

/** The carrier has the number under another id than the row says; writes nothing if the row has changed since. */
export const setCarrierId = ({ db, now }: Context, row: NumberRow, carrierId: string): Statement =>
  db
    .update(phoneNumbers)
    .set({ carrierId, updatedAt: now, version: row.version + 1 })
    .where(and(eq(phoneNumbers.id, row.id), eq(phoneNumbers.version, row.version)));
