import { type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { isOneOf } from "#kernel/db/db";
import { serviceStatuses } from "./lifecycle";
import { phoneNumbers } from "./table";

/** Conditions on a number's row, for the statements of other folders: gates of writes and filters of rows. */

/** Holds if the tenant has this number, in any status. */
export const numberExists = (tenantId: string, id: string): SQL =>
  sql`exists (select 1 from ${phoneNumbers} where ${phoneNumbers.id} = ${id} and ${phoneNumbers.tenantId} = ${tenantId})`;

/** Holds while the tenant has this number in service. */
export const numberInService = (tenantId: string | SQL, id: string | SQLiteColumn): SQL => sql`exists (
  select 1 from ${phoneNumbers} where ${phoneNumbers.id} = ${id} and ${phoneNumbers.tenantId} = ${tenantId}
    and ${isOneOf(phoneNumbers.status, serviceStatuses)})`;

/** Holds while any tenant has this number in service; `id` is an expression of the statement. */
export const isInServiceNow = (id: SQL): SQL => sql`exists (
  select 1 from ${phoneNumbers} where ${phoneNumbers.id} = ${id} and ${isOneOf(phoneNumbers.status, serviceStatuses)})`;

/** Holds while the number is `lost`. */
export const numberIsLost = (id: string): SQL => sql`exists (
  select 1 from ${phoneNumbers} where ${phoneNumbers.id} = ${id} and ${isOneOf(phoneNumbers.status, ["lost"])})`;

/** Holds if the number of a row is not `lost`: for counts of rows about numbers. */
export const isNotLost = (id: SQLiteColumn): SQL => sql`not exists (
  select 1 from ${phoneNumbers} where ${phoneNumbers.id} = ${id} and ${isOneOf(phoneNumbers.status, ["lost"])})`;
