import { and, asc, eq, gt, or, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { type Database, insertIf, isOneOf, type Statement } from "#kernel/db/db";
import type { Capabilities, NumberType } from "#kernel/ports/carrier";
import type { NumberConfiguration } from "#kernel/ports/number-object";
import { afterMove, ownedStatuses, serviceStatuses, startsOf } from "./lifecycle";
import { newNumberRow } from "./new-number-row";
import { type NumberRow, phoneNumbers } from "./table";

/** Inventory rows of numbers that stay in a tenant's own Twilio account; unexecuted. */

export interface ImportedNumber {
  readonly id: string;
  readonly tenantId: string;
  readonly carrierAccountId: string;
  readonly carrierId: string;
  readonly e164: string;
  readonly country: string;
  readonly type: NumberType;
  readonly capabilities: Capabilities;
  readonly configuration: NumberConfiguration;
  readonly at: number;
}

/** Inserts the number if `gate` holds, unless a tenant has imported it already. */
export function insertImported(db: Database, number: ImportedNumber, gate: SQL): Statement {
  const { capabilities, configuration, at, ...row } = number;
  const { friendlyName, tags, metadata } = configuration;
  const origin = { ...row, ...capabilities, acquisitionMethod: "imported" } as const;
  const whole = newNumberRow({ ...origin, friendlyName: friendlyName ?? row.e164, tags, metadata }, at);
  return insertIf(db, phoneNumbers, whole, gate).onConflictDoNothing();
}

/** Takes a number out of the inventory, unless it has changed since it was read. */
export function detachImported(db: Database, row: Pick<NumberRow, "id" | "version" | "status">, at: number): Statement {
  return db
    .update(phoneNumbers)
    .set({
      status: afterMove(row.status, "detach"),
      agentId: null,
      version: row.version + 1,
      updatedAt: at,
      releasedAt: at,
    })
    .where(
      and(
        eq(phoneNumbers.id, row.id),
        eq(phoneNumbers.version, row.version),
        isImported,
        isOneOf(phoneNumbers.status, startsOf("detach")),
      ),
    );
}

const isImported = isOneOf(phoneNumbers.acquisitionMethod, ["imported"]);

/** The numbers that any tenant has imported under these ids of Twilio's: `phone_numbers_imported_once` finds them. */
export const importedAmong = (db: Database, carrierIds: readonly string[]) =>
  db
    .select({
      id: phoneNumbers.id,
      tenantId: phoneNumbers.tenantId,
      carrierId: phoneNumbers.carrierId,
      carrierAccountId: phoneNumbers.carrierAccountId,
    })
    .from(phoneNumbers)
    .where(
      and(
        isImported,
        isOneOf(phoneNumbers.status, ownedStatuses),
        sql`${phoneNumbers.carrierId} in (select value from json_each(${JSON.stringify(carrierIds)}))`,
      ),
    );

/** A page of a carrier account's numbers in service, by number and id. */
export const numbersOfCarrierAccount = (
  db: Database,
  { tenantId, carrierAccountId }: Pick<ImportedNumber, "tenantId" | "carrierAccountId">,
  { after, limit }: { readonly after: string; readonly limit: number },
) =>
  db
    .select({ id: phoneNumbers.id, e164: phoneNumbers.e164, carrierId: phoneNumbers.carrierId })
    .from(phoneNumbers)
    .where(
      and(
        eq(phoneNumbers.carrierAccountId, carrierAccountId),
        eq(phoneNumbers.tenantId, tenantId),
        isImported,
        isOneOf(phoneNumbers.status, serviceStatuses),
        gt(phoneNumbers.e164, after),
      ),
    )
    .orderBy(asc(phoneNumbers.e164))
    .limit(limit);

/** The imported numbers of a carrier account with these ids or E.164 forms, also those that were detached. */
export const importedNamed = (
  db: Database,
  { tenantId, carrierAccountId }: Pick<ImportedNumber, "tenantId" | "carrierAccountId">,
  references: readonly string[],
) => {
  const named = (column: SQLiteColumn) =>
    sql`${column} in (select value from json_each(${JSON.stringify(references)}))`;
  return db
    .select({ id: phoneNumbers.id, e164: phoneNumbers.e164, carrierId: phoneNumbers.carrierId })
    .from(phoneNumbers)
    .where(
      and(
        eq(phoneNumbers.carrierAccountId, carrierAccountId),
        eq(phoneNumbers.tenantId, tenantId),
        isImported,
        or(named(phoneNumbers.id), named(phoneNumbers.e164)),
      ),
    );
};

/** Holds if the number was detached: for the statements that follow. */
export const isDetached = (id: string): SQL =>
  sql`exists (select 1 from ${phoneNumbers} where ${phoneNumbers.id} = ${id} and ${phoneNumbers.status} = 'released')`;
