import { and, desc, eq, or, type SQL, sql } from "drizzle-orm";
import { type Database, previousWroteSomething, type Statement } from "#kernel/db/db";
import { type NumberRow, numberTransfers, phoneNumbers } from "./table";

/** Statements of a transfer, unexecuted: for the batch of `acquisition/transfers`. */

/**
 * The number's row as its new owner gets it. The agent and the forwarding belong to the former owner and are removed.
 */
export const rowAfterTransfer = (row: NumberRow, toTenantId: string, at: number): NumberRow => ({
  ...row,
  tenantId: toTenantId,
  agentId: null,
  smsForwardTo: null,
  version: row.version + 1,
  updatedAt: at,
});

/** Writes the row after a transfer if `gate` holds, unless the number has changed since `version`. */
export const writeNewOwner = (db: Database, version: number, row: NumberRow, gate: SQL) =>
  db
    .update(phoneNumbers)
    .set({
      tenantId: row.tenantId,
      agentId: row.agentId,
      smsForwardTo: row.smsForwardTo,
      version: row.version,
      updatedAt: row.updatedAt,
    })
    .where(and(eq(phoneNumbers.id, row.id), eq(phoneNumbers.version, version), gate));

/** One side of a transfer: the tenant, and the `seq` of the transfer's event in its log, as an expression. */
interface TransferSide {
  readonly tenantId: string;
  readonly seq: SQL;
}

/** Adds a transfer to the number's history, if the statement before it in the batch wrote something. */
export const insertTransfer = (
  db: Database,
  numberId: string,
  from: TransferSide,
  to: TransferSide,
  at: number,
): Statement =>
  db.insert(numberTransfers).select(sql`
    select ${numberId}, (select count(*) from ${numberTransfers} where ${numberTransfers.phoneNumberId} = ${numberId}),
      ${from.tenantId}, ${from.seq}, ${to.tenantId}, ${to.seq}, ${at}
    where ${previousWroteSomething}`);

/** The latest transfer of a number, as a list of at most one row. */
export const latestTransfer = (db: Database, numberId: string) =>
  db
    .select({ fromTenantId: numberTransfers.fromTenantId, toTenantId: numberTransfers.toTenantId })
    .from(numberTransfers)
    .where(eq(numberTransfers.phoneNumberId, numberId))
    .orderBy(desc(numberTransfers.position))
    .limit(1);

/** The latest transfer of any number from or to a tenant, as a list of at most one row. */
export const latestTransferOf = (db: Database, tenantId: string) =>
  db
    .select({ phoneNumberId: numberTransfers.phoneNumberId, transferredAt: numberTransfers.transferredAt })
    .from(numberTransfers)
    .where(or(eq(numberTransfers.fromTenantId, tenantId), eq(numberTransfers.toTenantId, tenantId)))
    .orderBy(desc(numberTransfers.transferredAt))
    .limit(1);
