import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { batchNamed, wroteSomething } from "#kernel/db/db";
import { requireMatch } from "#kernel/http/etag";
import { Problem } from "#kernel/http/problem";
import { changedFields } from "#kernel/http/wire";
import type { Context } from "#kernel/ports/context";
import { tenantOf } from "./queries";
import { tenants } from "./table";
import { type TenantRow, type tenantChange, toTenant } from "./wire";

/** Changes a tenant. Only the platform may. `ifMatch`: the ETag that the caller read. */
export async function updateTenant(
  ctx: Context,
  id: string,
  change: z.infer<ReturnType<typeof tenantChange>>,
  ifMatch: string | undefined,
): Promise<TenantRow> {
  const before = await tenantOf(ctx, id);
  requireMatch(ifMatch, before.version);
  const changed = changedFields(toTenant(before), change);
  if (changed.length === 0) return before;
  const columns = { ...columnsOf(before, change), version: before.version + 1, updatedAt: ctx.now };
  const { written } = await batchNamed(ctx.db, {
    written: ctx.db
      .update(tenants)
      .set(columns)
      .where(and(eq(tenants.id, id), eq(tenants.version, before.version))),
    event: recordEvent(ctx.db, sourceOf(ctx, id), "tenant.updated", id, { changed }),
  });
  if (!wroteSomething(written)) throw tenantConflict();
  return { ...before, ...columns };
}

export const tenantConflict = (): Problem =>
  new Problem("changed_meanwhile", "Another request changed the tenant at the same moment. Read it and retry.");

/** A field that the change does not have keeps its value; null removes a cap or message. */
function columnsOf(before: TenantRow, change: z.infer<ReturnType<typeof tenantChange>>) {
  const { number_limit: numberLimit, max_monthly_cost: cost, caller_message: callerMessage } = change;
  return {
    name: change.name ?? before.name,
    reservationLimit: change.reservation_limit ?? before.reservationLimit,
    numberLimit: numberLimit === undefined ? before.numberLimit : numberLimit,
    costLimitAmount: cost === undefined ? before.costLimitAmount : (cost?.amount ?? null),
    costLimitCurrency: cost === undefined ? before.costLimitCurrency : (cost?.currency ?? null),
    callerMessage: callerMessage === undefined ? before.callerMessage : callerMessage,
    redirectAllowed: change.redirect_allowed ?? before.redirectAllowed,
  };
}
