import { type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { type Database, insertAllIf, type Statement } from "#kernel/db/db";
import type { RegulatoryDocuments } from "#kernel/ports/carrier";
import { documentsIn } from "./check-documents";
import { type ClaimRow, regulatoryClaims } from "./table";

interface Claim {
  readonly tenantId: string;
  readonly documents: RegulatoryDocuments;
  /** The purchase that they were used for. */
  readonly orderItemId: string | null;
  readonly at: number;
}

/** Makes papers the tenant's own if `gate` holds. What somebody has claimed stays theirs. */
export function claimDocuments(db: Database, { tenantId, documents, orderItemId, at }: Claim, gate: SQL): Statement[] {
  const rows = documentsIn(documents).map(
    ({ kind, sid }): ClaimRow => ({ sid, tenantId, kind, orderItemId, claimedAt: at }),
  );
  return rows.length === 0 ? [] : [insertAllIf(db, regulatoryClaims, rows, gate).onConflictDoNothing()];
}

/**
 * Whose papers are: the tenants that have claimed them, and those who are buying with them at this moment, which makes them
 * theirs if it succeeds. A subquery of `sid` and `tenant_id`.
 */
export function ownersAmong(sids: readonly string[]): SQL {
  const among = sql`in (select value from json_each(${JSON.stringify(sids)}))`;
  const isOpen = sql.raw("status in ('queued', 'purchasing', 'unknown')");
  return sql`(select ${regulatoryClaims.sid} as sid, ${regulatoryClaims.tenantId} as tenant_id from ${regulatoryClaims}
      where ${regulatoryClaims.sid} ${among}
    union all select address_sid, tenant_id from order_items where address_sid ${among} and ${isOpen}
    union all select bundle_sid, tenant_id from order_items where bundle_sid ${among} and ${isOpen})`;
}

/** The tenant that has claimed the paper which a column of somebody else's statement names; `null` if nobody has. */
export const claimantOf = (sid: SQLiteColumn): SQL<string | null> =>
  sql`(select ${regulatoryClaims.tenantId} from ${regulatoryClaims} where ${regulatoryClaims.sid} = ${sid})`;

/** Whether none of these papers is another tenant's, at that very moment. */
export function noneIsForeign(tenantId: string, papers: RegulatoryDocuments): SQL {
  const sids = documentsIn(papers).map(({ sid }) => sid);
  return sql`not exists (select 1 from ${ownersAmong(sids)} where tenant_id <> ${tenantId})`;
}
