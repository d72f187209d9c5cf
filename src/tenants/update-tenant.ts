import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { batchNamed, wroteSomething } from "#kernel/db/db";
import { requireMatch } from "#kernel/http/http";
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
  const next = {
    ...before,
    name: change.name ?? before.name,
    reservationLimit: change.reservation_limit ?? before.reservationLimit,
    version: before.version + 1,
    updatedAt: ctx.now,
  };
  const { name, reservationLimit, version, updatedAt } = next;
  const { written } = await batchNamed(ctx.db, {
    written: ctx.db
      .update(tenants)
      .set({ name, reservationLimit, version, updatedAt })
      .where(and(eq(tenants.id, id), eq(tenants.version, before.version))),
    event: recordEvent(ctx.db, sourceOf(ctx, id), "tenant.updated", id, { changed }),
  });
  if (!wroteSomething(written))
    throw new Problem("changed_meanwhile", "Another request changed the tenant at the same moment. Read it and retry.");
  return next;
}
