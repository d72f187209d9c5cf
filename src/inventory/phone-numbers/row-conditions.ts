import { type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { isOneOf } from "#kernel/db/db";
import { serviceStatuses } from "./lifecycle";
import { phoneNumbers } from "./table";

/** What may have to hold of a number, for others to gate their writes on and to choose their rows by. */

/** Whether the tenant has such a number, in whatever state: to gate a write on. */
export const numberExists = (tenantId: string, id: string): SQL =>
  sql`exists (select 1 from ${phoneNumbers} where ${phoneNumbers.id} = ${id} and ${phoneNumbers.tenantId} = ${tenantId})`;

/** Holds while this number is the tenant's and in service: what gates a write or a row that goes with it. */
export const numberInService = (tenantId: string, id: string | SQLiteColumn): SQL => sql`exists (
  select 1 from ${phoneNumbers} where ${phoneNumbers.id} = ${id} and ${phoneNumbers.tenantId} = ${tenantId}
    and ${isOneOf(phoneNumbers.status, serviceStatuses)})`;

/** The same whoever's it is, of an id that a statement names. */
export const isInServiceNow = (id: SQL): SQL => sql`exists (
  select 1 from ${phoneNumbers} where ${phoneNumbers.id} = ${id} and ${isOneOf(phoneNumbers.status, serviceStatuses)})`;

/** Holds while the number counts as lost. */
export const numberIsLost = (id: string): SQL => sql`exists (
  select 1 from ${phoneNumbers} where ${phoneNumbers.id} = ${id} and ${isOneOf(phoneNumbers.status, ["lost"])})`;

/** Holds for the id of a number that does not count as lost: for whoever counts rows about numbers. */
export const isNotLost = (id: SQLiteColumn): SQL => sql`not exists (
  select 1 from ${phoneNumbers} where ${phoneNumbers.id} = ${id} and ${isOneOf(phoneNumbers.status, ["lost"])})`;
