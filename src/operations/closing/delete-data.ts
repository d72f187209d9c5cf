import { importsOfTenant } from "#acquisition/imports/tenant-rows";
import { ordersOfTenant } from "#acquisition/orders/tenant-rows";
import { defaultsOfTenant } from "#acquisition/regulatory/tenant-rows";
import { reservationsOfTenant } from "#acquisition/reservations/tenant-rows";
import { carrierAccountsOfTenant } from "#connections/carrier-accounts/tenant-rows";
import { sipTrunksOfTenant } from "#connections/sip-trunks/tenant-rows";
import { sha256OfGzip, writeGzip } from "#events/archive/gzip-object";
import { endpointsOfTenant } from "#events/webhook-endpoints/tenant-rows";
import { findingsOfTenant } from "#findings/tenant-rows";
import { idempotencyKeysOfTenant } from "#idempotency/tenant-rows";
import { agentsOfTenant } from "#inventory/agents/tenant-rows";
import { assignmentsOfTenant } from "#inventory/assignments/tenant-rows";
import { bulkJobsOfTenant } from "#inventory/bulk-jobs/tenant-rows";
import { numbersOfTenant } from "#inventory/phone-numbers/tenant-rows";
import { plansOfTenant } from "#inventory/routing/tenant-rows";
import { batchAll } from "#kernel/db/db";
import type { RowPlace, TenantRows } from "#kernel/db/tenant-rows";
import type { Context } from "#kernel/ports/context";
import { portingDocumentsOfTenant } from "#porting/documents/tenant-rows";
import { portabilityChecksOfTenant } from "#porting/portability-checks/tenant-rows";
import { portingRequestsOfTenant } from "#porting/requests/tenant-rows";
import { portingShareLinksOfTenant } from "#porting/share-links/tenant-rows";
import { sessionsOfTenant } from "#sessions/tenant-rows";
import { apiKeysOfTenant } from "#tenants/tenant-rows";
import { callsOfTenant } from "#traffic/calls/tenant-rows";
import { messagesOfTenant } from "#traffic/messages/tenant-rows";
import { usageOfTenant } from "#traffic/usage/tenant-rows";

/**
 * All data of a tenant but its own row, its event log with the archives, and its claims of documents. In an order in
 * which no row is deleted before those that refer to it.
 */
export const dataOfTenant: readonly TenantRows[] = [
  callsOfTenant,
  messagesOfTenant,
  ...usageOfTenant,
  findingsOfTenant,
  ...bulkJobsOfTenant,
  portingDocumentsOfTenant,
  portingShareLinksOfTenant,
  ...portingRequestsOfTenant,
  ...importsOfTenant,
  ...portabilityChecksOfTenant,
  assignmentsOfTenant,
  plansOfTenant,
  ...agentsOfTenant,
  ...ordersOfTenant,
  reservationsOfTenant,
  defaultsOfTenant,
  endpointsOfTenant,
  idempotencyKeysOfTenant,
  sessionsOfTenant,
  apiKeysOfTenant,
  numbersOfTenant,
  ...sipTrunksOfTenant,
  carrierAccountsOfTenant,
];

/** Rows in one statement, and pages in one object of the archive. */
const ROWS_PER_PAGE = 1_000;
const PAGES_PER_OBJECT = 10;

/** All objects of a tenant's export begin with this. */
export const exportPrefix = (tenantId: string): string => `exports/${tenantId}/`;

/**
 * Exports up to `PAGES_PER_OBJECT` pages of a table's rows to one object, reads it back, and deletes those rows.
 * Returns how many; 0 when none are left.
 *
 * **Invariant:** a row is deleted only after an object with it was read back. The object is named by its first row: a
 * repetition after a crash writes the same object, or, if some of its rows are deleted, another one.
 */
export async function moveToArchive(ctx: Context, tenantId: string, rows: TenantRows): Promise<number> {
  const first = await rows.read(ctx.db, tenantId, null, ROWS_PER_PAGE);
  const [start] = first;
  if (!start) return 0;
  const key = `${exportPrefix(tenantId)}${rows.name}.${rows.placeOf(start).map(encodeURIComponent).join(".")}.ndjson.gz`;
  const ends: RowPlace[] = [];
  let count = 0;
  async function* text() {
    for (let page = first; page.length > 0; ) {
      const last = page.at(-1);
      if (!last) return;
      const end = rows.placeOf(last);
      ends.push(end);
      count += page.length;
      yield page.map((row) => `${JSON.stringify(row)}\n`).join("");
      if (page.length < ROWS_PER_PAGE || ends.length === PAGES_PER_OBJECT) return;
      page = await rows.read(ctx.db, tenantId, end, ROWS_PER_PAGE);
    }
  }
  const sha256 = await writeGzip(ctx.archive, key, text(), async () => true);
  if ((await sha256OfGzip(ctx.archive, key)) !== sha256) {
    throw new Error(`The export ${key} differs from what was written.`);
  }
  for (const end of ends) await batchAll(ctx.db, rows.clear(ctx.db, tenantId, end));
  return count;
}
