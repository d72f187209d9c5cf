import { type SQL, sql } from "drizzle-orm";
import { elsewhere } from "#kernel/http/page-of-all";
import type { RegulatoryDocuments } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import { whileLeased } from "#tenants/subject-lease";
import { documentsIn } from "./check-documents";
import { ownersAmong } from "./claim-documents";
import { ownersHere } from "./queries";

/**
 * Runs `write`, which makes the documents the tenant's, with a condition for its first statement: no tenant of another
 * database has one of them. Without documents, and with one database, there is no condition. Documents that the tenant
 * has already need no lease, so that its own orders do not wait for each other.
 */
export async function whileDocumentsLeased<Result>(
  ctx: Context,
  tenantId: string,
  documents: RegulatoryDocuments,
  write: (isFree: SQL | undefined) => Promise<Result>,
): Promise<Result> {
  const sids = documentsIn(documents).map(({ sid }) => sid);
  if (ctx.databases.all.length === 1 || sids.length === 0) return await write(undefined);
  const owners = await ownersHere(ctx, sids);
  const isOurs = (sid: string) => owners.some((owner) => owner.sid === sid && owner.tenantId === tenantId);
  if (sids.every(isOurs)) return await write(areOwned(tenantId, sids));
  return await whileLeased(ctx, "document", sids, async (isLeased) => {
    const others = await Promise.all(elsewhere(ctx).map((each) => ownersHere(each, sids)));
    const isForeign = others.flat().some((owner) => owner.tenantId !== tenantId);
    return await write(isForeign ? sql`false` : isLeased);
  });
}

const areOwned = (tenantId: string, sids: readonly string[]): SQL =>
  sql`(select count(distinct sid) from ${ownersAmong(sids)} where tenant_id = ${tenantId}) = ${sids.length}`;
