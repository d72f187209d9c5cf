import { mayTake } from "#acquisition/account/queries";
import { capProblem } from "#acquisition/account/refuse";
import { lastSeq } from "#events/log/reads";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { endAssignment } from "#inventory/assignments/assignment-statements";
import { latestAssignment } from "#inventory/assignments/queries";
import { setupOf } from "#inventory/phone-numbers/carrier-setup";
import { numberConflict, requirePurchased } from "#inventory/phone-numbers/number-problems";
import { numberOf } from "#inventory/phone-numbers/queries";
import type { NumberRow } from "#inventory/phone-numbers/table";
import {
  insertTransfer,
  latestTransfer,
  rowAfterTransfer,
  writeNewOwner,
} from "#inventory/phone-numbers/transfer-statements";
import { batchNamed, wroteSomething } from "#kernel/db/db";
import { invalidField, Problem } from "#kernel/http/problem";
import { onBehalfOf } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { moneyOf } from "#kernel/values/money";
import { requireTenant, tenantOf } from "#tenants/queries";

const CONFIGURE_ATTEMPTS = 3;

/**
 * Transfers a number to another tenant, with its id and its history. One batch changes the row and records the event
 * in both logs; then the number gets new webhook URLs at Twilio. Callers in between hear that the number is not in
 * service. The new owner's caps count; a closed tenant gets nothing.
 */
export async function transferNumber(
  ctx: Context,
  fromTenantId: string,
  reference: string,
  { tenant_id: toTenantId, force }: { readonly tenant_id: string; readonly force: boolean },
): Promise<NumberRow> {
  const former = await tenantOf(ctx, fromTenantId);
  if (toTenantId === fromTenantId) {
    throw invalidField("body", "/tenant_id", "The number belongs to this tenant already.");
  }
  const before = await ownedOrTransferred(ctx, fromTenantId, toTenantId, reference);
  requirePurchased(before, "transferred");
  if (before.tenantId === toTenantId) return await publishOwner(ctx, before);
  const next = await requireTenant(ctx, toTenantId);
  const { name } = await ctx.databases.ofTenant(toTenantId);
  if (name !== ctx.database.name) {
    throw new Problem(
      "illegal_transition",
      `The two tenants are in different databases (${ctx.database.name} and ${name}), and a transfer stays in one.`,
    );
  }
  if (former.movingTo !== null || next.movingTo !== null) {
    throw new Problem(
      "tenant_moving",
      "One of the two tenants is moving to another database. A transfer stays in one, so wait until the move has ended.",
      { retryAfter: 60 },
    );
  }
  if (before.status !== "active" && before.status !== "suspended") {
    throw new Problem(
      "illegal_transition",
      `${before.e164} is ${before.status}. Only active and suspended numbers can be transferred.`,
    );
  }
  if (before.deletionLock && !force) {
    throw new Problem(
      "deletion_locked",
      `${before.e164} has a deletion lock. Send "force": true to transfer it anyway.`,
    );
  }
  return await publishOwner(ctx, await changeOwner(ctx, before, toTenantId));
}

/** Gives the new owner to the number's object and to Twilio; a repeated transfer does it again. */
async function publishOwner(ctx: Context, row: NumberRow): Promise<NumberRow> {
  const owner = { phoneNumberId: row.id, tenantId: row.tenantId };
  ctx.inBackground(ctx, () => ctx.numberObject(row.e164).changeOwner(owner));
  await pointToNewOwner(ctx, row);
  return row;
}

/** The number with its present owner, or with the new one if this is a repeated request. */
async function ownedOrTransferred(ctx: Context, from: string, to: string, reference: string): Promise<NumberRow> {
  try {
    return await numberOf(onBehalfOf(ctx, from), reference);
  } catch (error) {
    if (!(error instanceof Problem && error.code === "not_found")) throw error;
    const transferred = await numberOf(onBehalfOf(ctx, to), reference).catch(() => null);
    const [latest] = transferred ? await latestTransfer(ctx.db, transferred.id) : [];
    if (transferred && latest?.fromTenantId === from && latest.toTenantId === to) return transferred;
    throw error;
  }
}

async function changeOwner(ctx: Context, before: NumberRow, toTenantId: string): Promise<NumberRow> {
  const { id, e164, tenantId: fromTenantId } = before;
  const after = rowAfterTransfer(before, toTenantId, ctx.now);
  const [former, next] = [sourceOf(ctx, fromTenantId), sourceOf(ctx, toTenantId)];
  const prices = [moneyOf(before.priceAmount, before.priceCurrency)];
  const [assignment] = await latestAssignment(ctx.db, id);
  const { changed } = await batchNamed(ctx.db, {
    changed: writeNewOwner(ctx.db, before.version, after, mayTake(toTenantId, prices, { mayBeSuspended: true })),
    transferredOut: recordEvent(ctx.db, former, "phone_number.transferred_out", id, { phone_number: e164 }),
    assignmentEnded: endAssignment(ctx.db, former, assignment),
    transferredIn: recordEvent(ctx.db, next, "phone_number.transferred_in", id, { phone_number: e164 }),
    history: insertTransfer(
      ctx.db,
      id,
      { tenantId: fromTenantId, seq: lastSeq(fromTenantId) },
      { tenantId: toTenantId, seq: lastSeq(toTenantId) },
      ctx.now,
    ),
  });
  if (!wroteSomething(changed)) {
    const refused = await capProblem(ctx, toTenantId, prices, "It was not transferred.", { mayBeSuspended: true });
    throw refused ?? numberConflict(e164);
  }
  return after;
}

/**
 * Writing the same URLs twice is harmless, so errors are retried. If every attempt fails, the sync job repairs the
 * URLs.
 */
async function pointToNewOwner(ctx: Context, row: NumberRow): Promise<void> {
  for (let attempt = 0; attempt < CONFIGURE_ATTEMPTS; attempt += 1) {
    const { kind } = await ctx.carrier.configure(row.carrierId, setupOf(ctx.config.publicOrigin, row));
    if (kind === "ok" || kind === "refused") return;
  }
}
