import { cancelQueuedOrders } from "#acquisition/orders/cancel-order";
import { listEndpoints } from "#events/webhook-endpoints/queries";
import { deleteWebhookEndpoint } from "#events/webhook-endpoints/remove";
import { numbersUnderway, numberToRelease } from "#inventory/phone-numbers/job-reads";
import { releaseNumber } from "#inventory/phone-numbers/release-number";
import { codedError } from "#kernel/db/coded-error";
import { onBehalfOf } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import type { Job, JobError, Slice } from "#operations/job-runs/job";
import { closedTenants } from "#tenants/queries";
import { recordDataDeleted } from "#tenants/record-data-deleted";
import type { TenantRow } from "#tenants/wire";
import { cancelPorts, hasPortsUnderway } from "./cancel-ports";
import { dataOfTenant, exportPrefix, moveToArchive } from "./delete-data";
import { removeOwnNumbers } from "./remove-own-numbers";
import { removeTrunks } from "./remove-trunks";

/** Tenants that one slice looks at. */
const TENANTS_PER_SLICE = 20;
/** Orders that one statement reads. */
const ROWS_PER_READ = 10;
/** More than a tenant can have. */
const ENDPOINTS = 200;

/**
 * Ends closed tenants, hourly: cancels their queued orders and open ports, releases or removes their numbers after the
 * grace period, and exports and deletes their data after the retention, once no carrier moves numbers for them any
 * more. The cursor is the last tenant that is done with for this run; a killed slice is repeated from it, and each step
 * looks for what is left to do.
 */
export const closeTenants: Job = {
  name: "close-tenants",
  description:
    "Ends closed tenants: cancels queued orders and open ports, releases numbers after the grace period, exports and deletes data after the retention.",
  cron: "40 * * * *",
  slice: endTenants,
};

async function endTenants(ctx: Context, cursor: string | null, mayGoOn: () => boolean): Promise<Slice> {
  const counted: Record<string, number> = {};
  const errors: JobError[] = [];
  const count = (name: string, more: number): void => {
    if (more > 0) counted[name] = (counted[name] ?? 0) + more;
  };
  const tenants = await closedTenants(ctx, { after: cursor ?? "", limit: TENANTS_PER_SLICE });
  let next = cursor;
  for (const tenant of tenants) {
    if (!mayGoOn()) return { counted, errors, next };
    try {
      const onFailed = (at: string, error: unknown) => errors.push({ at, ...codedError(error) });
      if (!(await endTenant(ctx, tenant, { count, onFailed, mayGoOn }))) return { counted, errors, next };
    } catch (error) {
      errors.push({ at: tenant.id, ...codedError(error) });
    }
    next = tenant.id;
  }
  return { counted, errors, next: tenants.length < TENANTS_PER_SLICE ? null : next };
}

type Count = (name: string, more: number) => void;

/** Does what is due for one tenant. `false`: the slice's share was used up before. */
async function endTenant(
  ctx: Context,
  tenant: TenantRow,
  {
    count,
    onFailed,
    mayGoOn,
  }: { count: Count; onFailed: (at: string, error: unknown) => void; mayGoOn: () => boolean },
): Promise<boolean> {
  const asTenant = onBehalfOf(ctx, tenant.id);
  count("canceled_orders", await cancelQueuedOrders(asTenant, ROWS_PER_READ));
  if (!(await cancelPorts(asTenant, () => count("canceled_ports", 1), mayGoOn))) return false;
  if (isDue(tenant.releaseAt, ctx)) {
    if (!(await releaseNumbers(asTenant, count, mayGoOn))) return false;
    const onRemoved = () => count("removed_numbers", 1);
    const insists = isDue(tenant.deleteAt, ctx);
    if (!(await removeOwnNumbers(asTenant, { insists, onRemoved, onFailed, mayGoOn }))) return false;
  }
  if (!isDue(tenant.deleteAt, ctx) || (await numbersUnderway(ctx, tenant.id)) > 0) return true;
  if (await hasPortsUnderway(asTenant)) return true;
  return await deleteData(ctx, tenant, asTenant, count, mayGoOn);
}

const isDue = (at: number | null, { now }: Context): boolean => at !== null && at <= now;

/**
 * Releases what is left of the numbers that the tenant bought, one by one, until there is none or the tenant is
 * reopened. A release that an earlier run began may not have reached the number's object: it is asked again. Deletion
 * locks do not count: the tenant is closed.
 */
async function releaseNumbers(asTenant: Context, count: Count, mayGoOn: () => boolean): Promise<boolean> {
  for (let after = ""; ; ) {
    const [number] = await numberToRelease(asTenant, after);
    if (!number) return true;
    if (!mayGoOn()) return false;
    await releaseNumber(asTenant, number.id, { force: true, ignoreLock: true });
    if (number.status !== "releasing") count("released_numbers", 1);
    after = number.id;
  }
}

async function deleteData(
  ctx: Context,
  tenant: TenantRow,
  asTenant: Context,
  count: Count,
  mayGoOn: () => boolean,
): Promise<boolean> {
  for (const { id } of (await listEndpoints(asTenant, { limit: ENDPOINTS })).rows) {
    if (!mayGoOn()) return false;
    await deleteWebhookEndpoint(asTenant, id);
  }
  // Trunks that are still at Twilio keep their rows until the next run.
  if (!(await removeTrunks(asTenant, mayGoOn))) return mayGoOn();
  for (const rows of dataOfTenant) {
    for (;;) {
      if (!mayGoOn()) return false;
      const moved = await moveToArchive(ctx, tenant.id, rows);
      count("deleted_rows", moved);
      if (moved === 0) break;
    }
  }
  await recordDataDeleted(ctx, tenant.id, exportPrefix(tenant.id));
  count("deleted_tenants", 1);
  return true;
}
