import { type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { markDirty } from "#inventory/phone-numbers/readiness-queue";
import { type Database, insertAllIf, previousWroteSomething, type Statement } from "#kernel/db/db";
import type { RegulatoryDocuments } from "#kernel/ports/carrier";
import { documentsIn } from "./check-documents";
import { type ClaimRow, regulatoryClaims } from "./table";

interface Claim {
  readonly tenantId: string;
  readonly documents: RegulatoryDocuments;
  /** The order item that bought a number with them; `null` for documents of a default. */
  readonly orderItemId: string | null;
  readonly at: number;
}

/** Claims the documents for the tenant if `gate` holds. **Invariant:** the first claim on a document stays. */
export function claimDocuments(db: Database, { tenantId, documents, orderItemId, at }: Claim, gate: SQL): Statement[] {
  const rows = documentsIn(documents).map(
    ({ kind, sid }): ClaimRow => ({ sid, tenantId, kind, orderItemId, claimedAt: at }),
  );
  if (rows.length === 0) return [];
  const sids = JSON.stringify(rows.map(({ sid }) => sid));
  return [
    insertAllIf(db, regulatoryClaims, rows, gate).onConflictDoNothing(),
    markDirty(db, sql`value`, sql`from json_each(${sids}) where ${previousWroteSomething}`),
  ];
}

/**
 * The tenants of these documents, as a subquery of `sid` and `tenant_id`: tenants that claimed them, and tenants with
 * an open order item that will claim them when it completes. The orders folder stands above this one, so its table is
 * named in text here; the open statuses are those of `orders/order-status.ts`.
 */
export function ownersAmong(sids: readonly string[]): SQL {
  const among = sql`in (select value from json_each(${JSON.stringify(sids)}))`;
  const isOpen = sql.raw("status in ('queued', 'purchasing', 'unknown')");
  return sql`(select ${regulatoryClaims.sid} as sid, ${regulatoryClaims.tenantId} as tenant_id from ${regulatoryClaims}
      where ${regulatoryClaims.sid} ${among}
    union all select address_sid, tenant_id from order_items where address_sid ${among} and ${isOpen}
    union all select bundle_sid, tenant_id from order_items where bundle_sid ${among} and ${isOpen})`;
}

/** The tenant that claimed the document in this column of another folder's statement; `null` for an unclaimed one. */
export const claimantOf = (sid: SQLiteColumn): SQL<string | null> =>
  sql`(select ${regulatoryClaims.tenantId} from ${regulatoryClaims} where ${regulatoryClaims.sid} = ${sid})`;

/** The condition that none of these documents belongs to another tenant when the statement runs. */
export function noneIsForeign(tenantId: string, documents: RegulatoryDocuments): SQL {
  const sids = documentsIn(documents).map(({ sid }) => sid);
  return sql`not exists (select 1 from ${ownersAmong(sids)} where tenant_id <> ${tenantId})`;
}
