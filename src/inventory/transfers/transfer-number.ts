import { and, eq, sql } from "drizzle-orm";
import { lastSeq } from "#events/log/reads";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { endAssignment } from "#inventory/assignments/assignment-statements";
import { latestAssignment } from "#inventory/assignments/queries";
import { setupOf } from "#inventory/phone-numbers/carrier-setup";
import { numberOf } from "#inventory/phone-numbers/queries";
import { type NumberRow, numberTransfers, phoneNumbers } from "#inventory/phone-numbers/table";
import { previousWroteSomething, wroteSomething } from "#kernel/db/db";
import { invalidField, Problem } from "#kernel/http/problem";
import { onBehalfOf, requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { requireTenant, tenantOf } from "#tenants/queries";

const CONFIGURE_ATTEMPTS = 3;

/**
 * Gives a tenant's number to another tenant: the same number with the same id, and its history. One batch moves the row and
 * tells it in both logs; then the number's webhook URLs are changed at the carrier. A call in the moment between hears that
 * the number is not in service.
 */
export async function transferNumber(
  ctx: Context,
  fromTenantId: string,
  reference: string,
  { tenant_id: toTenantId, force }: { readonly tenant_id: string; readonly force: boolean },
): Promise<NumberRow> {
  requireScope(ctx, "admin");
  await tenantOf(ctx, fromTenantId);
  if (toTenantId === fromTenantId) throw invalidField("body", "/tenant_id", "The number is this tenant's already.");
  const before = await ownedOrTransferred(ctx, fromTenantId, toTenantId, reference);
  if (before.tenantId === toTenantId) return await publishOwner(ctx, before);
  await requireTenant(ctx, toTenantId);
  if (before.status !== "active" && before.status !== "suspended") {
    throw new Problem("illegal_transition", `${before.e164} is ${before.status}; it cannot change hands.`);
  }
  if (before.deletionLock && !force) {
    throw new Problem(
      "deletion_locked",
      `${before.e164} has a deletion lock; "force": true transfers it all the same.`,
    );
  }
  return await publishOwner(ctx, await moveTo(ctx, before, toTenantId));
}

/** The object and the carrier learn whose the number is; once more, when a transfer is repeated. */
async function publishOwner(ctx: Context, row: NumberRow): Promise<NumberRow> {
  ctx.waitUntil(ctx.numberObject(row.e164).changeOwner({ phoneNumberId: row.id, tenantId: row.tenantId }));
  await pointToNewOwner(ctx, row);
  return row;
}

/** A repeated transfer finds the number where it was to go. */
async function ownedOrTransferred(ctx: Context, from: string, to: string, reference: string): Promise<NumberRow> {
  try {
    return await numberOf(onBehalfOf(ctx, from), reference);
  } catch (error) {
    if (!(error instanceof Problem && error.code === "not_found")) throw error;
    const there = await numberOf(onBehalfOf(ctx, to), reference).catch(() => null);
    const [last] = there ? await lastTransfer(ctx, there.id) : [];
    if (there && last?.fromTenantId === from && last.toTenantId === to) return there;
    throw error;
  }
}

const lastTransfer = (ctx: Context, numberId: string) =>
  ctx.db
    .select()
    .from(numberTransfers)
    .where(eq(numberTransfers.phoneNumberId, numberId))
    .orderBy(sql`${numberTransfers.position} desc`)
    .limit(1);

async function moveTo(ctx: Context, before: NumberRow, toTenantId: string): Promise<NumberRow> {
  const { id, e164, tenantId: fromTenantId } = before;
  const fields = {
    tenantId: toTenantId,
    // Whose agent and whose telephone answer is the former owner's affair.
    agentId: null,
    smsForwardTo: null,
    version: before.version + 1,
    updatedAt: ctx.now,
  };
  const [assignment] = await latestAssignment(ctx.db, id);
  const [moved] = await ctx.db.batch([
    ctx.db
      .update(phoneNumbers)
      .set(fields)
      .where(and(eq(phoneNumbers.id, id), eq(phoneNumbers.version, before.version))),
    recordEvent(ctx.db, sourceOf(ctx, fromTenantId), "phone_number.transferred_out", id, {
      phone_number: e164,
      to_tenant_id: toTenantId,
    }),
    ...endAssignment(ctx.db, sourceOf(ctx, fromTenantId), assignment),
    recordEvent(ctx.db, sourceOf(ctx, toTenantId), "phone_number.transferred_in", id, {
      phone_number: e164,
      from_tenant_id: fromTenantId,
    }),
    ctx.db.insert(numberTransfers).select(sql`
      select ${id}, (select count(*) from ${numberTransfers} where ${numberTransfers.phoneNumberId} = ${id}),
        ${fromTenantId}, ${lastSeq(fromTenantId)},
        ${toTenantId}, ${lastSeq(toTenantId)}, ${ctx.now}
      where ${previousWroteSomething}`),
  ]);
  if (!wroteSomething(moved)) {
    throw new Problem("changed_meanwhile", `${e164} was changed at the same moment; read it again and repeat.`);
  }
  return { ...before, ...fields };
}

/** Setting the same URLs again is harmless, so it is tried again. Should it fail all the same, the sync job mends it. */
async function pointToNewOwner(ctx: Context, row: NumberRow): Promise<void> {
  for (let attempt = 0; attempt < CONFIGURE_ATTEMPTS; attempt += 1) {
    const { kind } = await ctx.carrier.configure(row.carrierId, setupOf(ctx.config.publicOrigin, row));
    if (kind === "ok" || kind === "refused") return;
  }
}
