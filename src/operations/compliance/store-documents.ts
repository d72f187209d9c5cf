import { getTableColumns, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { markDirty } from "#inventory/phone-numbers/readiness-queue";
import { isInServiceNow } from "#inventory/phone-numbers/row-conditions";
import { cellsOf, insertAllIf } from "#kernel/db/db";
import type { OwnedNumber } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import { lazily } from "#kernel/values/lazily";
import { type NumberDocumentsRow, numberDocuments } from "./table";

export interface Listed {
  readonly phoneNumberId: string;
  readonly theirs: OwnedNumber;
}

const incoming = ({ name }: SQLiteColumn): SQL => sql.raw(`excluded.${name}`);
const rowOf = (parts: readonly (SQL | SQLiteColumn)[]): SQL => sql`(${sql.join([...parts], sql`, `)})`;

/** Whether an incoming row changes the documents, and the columns that it then sets. */
const change = lazily(() => {
  const { phoneNumberId, changedAt, ...documents } = getTableColumns(numberDocuments);
  const columns = Object.values(documents);
  return {
    set: Object.fromEntries(
      Object.entries({ ...documents, changedAt }).map(([field, column]) => [field, incoming(column)]),
    ),
    differs: sql`${rowOf(columns)} is not ${rowOf(columns.map(incoming))}`,
  };
});

/**
 * Stores the regulatory documents from a carrier account's records of these numbers, and puts numbers with changed
 * documents into the readiness queue. Unchanged documents and numbers out of service are not written.
 */
export async function storeDocuments(
  { db, now }: Context,
  carrierAccount: string,
  listed: readonly Listed[],
): Promise<void> {
  if (listed.length === 0) return;
  const { phoneNumberId, changedAt } = numberDocuments;
  const rows = listed.map(({ phoneNumberId, theirs }): NumberDocumentsRow => {
    const { addressRequirement, addressSid, bundleSid, emergencyCalling, emergencyAddress } = theirs.documents;
    const documents = { addressRequirement, addressSid, bundleSid, emergencyCalling, emergencyAddress };
    return { phoneNumberId, carrierId: theirs.carrierId, ...documents, changedAt: now, carrierAccount };
  });
  const ids = JSON.stringify(rows.map((row) => row.phoneNumberId));
  await db.batch([
    insertAllIf(db, numberDocuments, rows, isInServiceNow(cellsOf(numberDocuments).phoneNumberId)).onConflictDoUpdate({
      target: phoneNumberId,
      set: change().set,
      setWhere: change().differs,
    }),
    markDirty(
      db,
      sql`${phoneNumberId}`,
      sql`from ${numberDocuments} where ${phoneNumberId} in (select value from json_each(${ids})) and ${changedAt} = ${now}`,
    ),
  ]);
}
