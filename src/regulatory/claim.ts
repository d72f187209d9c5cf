import { and, inArray, ne, notExists, type SQL } from "drizzle-orm";
import { type Database, insertAllIf, type Statement } from "../kernel/db";
import type { Papers } from "../kernel/ports";
import { papersIn } from "./needs";
import { type ClaimRow, regulatoryClaims } from "./table";

interface Claim {
  readonly tenantId: string;
  readonly papers: Papers;
  /** The purchase that they were used for. */
  readonly orderItemId: string | null;
  readonly at: number;
}

/** Makes papers the tenant's own if `gate` holds. What somebody has claimed stays theirs. */
export function claimPapers(db: Database, { tenantId, papers, orderItemId, at }: Claim, gate: SQL): Statement[] {
  const rows = papersIn(papers).map(({ kind, sid }): ClaimRow => ({ sid, tenantId, kind, orderItemId, claimedAt: at }));
  return rows.length === 0 ? [] : [insertAllIf(db, regulatoryClaims, rows, gate).onConflictDoNothing()];
}

/** Whether none of these papers is another tenant's, at that very moment. */
export function noneIsForeign(db: Database, tenantId: string, papers: Papers): SQL {
  const sids = papersIn(papers).map(({ sid }) => sid);
  const foreign = db
    .select({ sid: regulatoryClaims.sid })
    .from(regulatoryClaims)
    .where(and(inArray(regulatoryClaims.sid, sids), ne(regulatoryClaims.tenantId, tenantId)));
  return notExists(foreign);
}
