import { beingBoughtAmong } from "#acquisition/orders/queries";
import { unwrap } from "#carriers/problem";
import { actorOf } from "#events/log/source";
import { findingOf } from "#findings/queries";
import type { FindingRow } from "#findings/table";
import { resolveFinding } from "#findings/triage";
import { keptNumbersAmong } from "#inventory/phone-numbers/carrier-inventory";
import { setupOf } from "#inventory/phone-numbers/carrier-setup";
import { batchNamed } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { NewNumber } from "#kernel/ports/adoption";
import type { OwnedNumber } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import { requireTenant } from "#tenants/queries";
import { mayTakeOver } from "./compare-number";
import { carrierRecordOf } from "./find-buyers";

/**
 * Gives an orphan to a tenant through the number's object, and sets its new webhook URLs: in place of none or of ours,
 * and in place of another party's only with `overwrite_urls`. Safe to repeat.
 */
export async function adoptOrphan(
  ctx: Context,
  findingId: string,
  { tenant_id: tenantId, overwrite_urls: overwrite }: { readonly tenant_id: string; readonly overwrite_urls: boolean },
): Promise<FindingRow> {
  const finding = await orphanFinding(ctx, findingId);
  const e164 = finding.subjectId;
  const owner = await ownerOf(ctx, e164);
  if (owner?.tenantId === tenantId && finding.resolvedAt !== null) return finding;
  requireUnresolved(finding);
  await requireTenant(ctx, tenantId);
  if (owner && owner.tenantId !== tenantId) throw new Problem("number_owned", `${e164} belongs to a tenant by now.`);
  const theirs = await orphanAtCarrier(ctx, e164);
  if (!theirs) throw new Problem("illegal_transition", `The carrier does not have ${e164} any more.`);
  const id = owner?.id ?? (await takeUp(ctx, tenantId, theirs));
  if (overwrite || mayTakeOver(theirs, ctx.config.origins)) {
    const setup = setupOf(ctx.config.publicOrigin, { id, tenantId, e164, orderItemId: null });
    // If this fails, the sync finds the difference and repairs it.
    await ctx.carrier.configure(theirs.carrierId, setup);
  }
  return await resolveFinding(ctx, findingId, `Adopted by ${tenantId} as ${id}.`);
}

async function takeUp(ctx: Context, tenantId: string, theirs: OwnedNumber): Promise<string> {
  const number: NewNumber = {
    id: ctx.newId("phoneNumber"),
    ...carrierRecordOf(theirs),
    monthlyPrice: null,
    configuration: { friendlyName: null, tags: [], metadata: {} },
    restored: false,
  };
  const by = { ...actorOf(ctx), tenantId };
  const answer = await ctx.numberObject(theirs.e164).adopt({ by, number, orderItemId: null });
  switch (answer.kind) {
    case "adopted":
      return answer.phoneNumberId;
    case "pending":
      throw new Problem(
        "storage_unavailable",
        "The number is adopted, but not in the database yet. Retry in some seconds.",
        {
          retryAfter: 5,
        },
      );
    case "not_free":
      throw new Problem("number_held", `${theirs.e164} is held or being bought; wait until that is over.`);
  }
}

/**
 * Gives an orphan back to the carrier through the number's object, which repeats the request until the carrier
 * confirms. The finding is resolved once it has; until then it stays open, and the sync closes it. Doing it twice is
 * doing it once.
 */
export async function discardOrphan(ctx: Context, findingId: string): Promise<FindingRow> {
  const finding = await orphanFinding(ctx, findingId);
  const e164 = finding.subjectId;
  const owner = await ownerOf(ctx, e164);
  if (owner) throw new Problem("number_owned", `${e164} belongs to a tenant by now.`);
  const theirs = await orphanAtCarrier(ctx, e164);
  if (!theirs && finding.resolvedAt !== null) return finding;
  requireUnresolved(finding);
  if (theirs) {
    const answer = await ctx.numberObject(e164).discard({ by: actorOf(ctx), carrierId: theirs.carrierId });
    if (answer.kind === "not_owned") {
      throw new Problem(
        "number_held",
        `${e164} is held, is being bought or belongs to a tenant. Retry when that is over.`,
      );
    }
    if (answer.kind === "pending") return finding;
  }
  return await resolveFinding(ctx, findingId, "Given back to the carrier.");
}

/** Checks that both actions on an orphan begin with. */

async function orphanFinding(ctx: Context, id: string): Promise<FindingRow> {
  requireScope(ctx, "admin");
  const finding = await findingOf(ctx, id);
  if (finding.kind === "number_orphaned") return finding;
  throw new Problem("illegal_transition", `The finding ${id} is not about an orphaned number.`);
}

function requireUnresolved(finding: FindingRow): void {
  if (finding.resolvedAt !== null) throw new Problem("illegal_transition", "The finding is resolved.");
}

/** The number as the carrier has it at this moment. */
async function orphanAtCarrier(ctx: Context, e164: string): Promise<OwnedNumber | null> {
  return unwrap(await ctx.carrier.findOwned(e164));
}

/** The current owner, if there is one; refuses while the number is being bought. */
async function ownerOf(ctx: Context, e164: string): Promise<{ id: string; tenantId: string } | null> {
  const { kept, buying } = await batchNamed(ctx.db, {
    kept: keptNumbersAmong(ctx, [e164]),
    buying: beingBoughtAmong(ctx, [e164]),
  });
  if (buying.length > 0) throw new Problem("number_held", `${e164} is being bought; wait for what becomes of that.`);
  return kept.find(({ status }) => status !== "cooling_off") ?? null;
}
