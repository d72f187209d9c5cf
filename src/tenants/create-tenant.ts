import type { z } from "zod";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { createOnce } from "#idempotency/once";
import { insertIf } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";
import { whileLeased } from "./subject-lease";
import { tenants } from "./table";
import { type newTenant, type TenantWire, toTenant } from "./wire";

const DEFAULT_RESERVATION_LIMIT = 10;

const tooSlow = (): Problem =>
  new Problem("changed_meanwhile", "The databases took too long, and no tenant was created. Retry.");

/** Creates a tenant, in the database for new ones. Only the platform may. */
export async function createTenant(caller: Context, input: z.infer<ReturnType<typeof newTenant>>): Promise<TenantWire> {
  const ctx = caller.inDatabase(caller, caller.databases.named(caller.config.newTenantDatabase));
  const { now } = ctx;
  const row = {
    id: ctx.newId("tenant"),
    name: input.name,
    shard: ctx.database.name,
    reservationLimit: input.reservation_limit ?? DEFAULT_RESERVATION_LIMIT,
    archivedSeq: 0,
    version: 1,
    createdAt: now,
    updatedAt: now,
    status: "active" as const,
    statusReason: null,
    statusSince: null,
    callerMessage: input.caller_message ?? null,
    numberLimit: input.number_limit ?? null,
    costLimitAmount: input.max_monthly_cost?.amount ?? null,
    costLimitCurrency: input.max_monthly_cost?.currency ?? null,
    releaseAt: null,
    deleteAt: null,
    deletedAt: null,
    redirectAllowed: input.redirect_allowed ?? false,
    movingTo: null,
  };
  const event = recordEvent(ctx.db, sourceOf(ctx, PLATFORM_TENANT_ID), "tenant.created", row.id, {
    tenant_id: row.id,
    name: row.name,
  });
  // The setting may name another database in the middle of a deploy, where a repeat would not find its key yet.
  const keys = ctx.idempotency ? [ctx.idempotency.keyHash] : [];
  return await whileLeased(ctx, "new_tenant", keys, async (isLeased) =>
    createOnce(ctx, {
      body: toTenant(row),
      ...(isLeased && { only: { if: isLeased, otherwise: tooSlow() } }),
      writes: (gate) => [insertIf(ctx.db, tenants, row, gate), event],
    }),
  );
}
