import { actorOf } from "#events/log/source";
import { resolveFinding } from "#findings/resolve";
import type { FindingRow } from "#findings/table";
import { setupOf } from "#inventory/phone-numbers/carrier-setup";
import { Problem } from "#kernel/http/problem";
import type { NewNumber } from "#kernel/ports/adoption";
import type { OwnedNumber } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import { requireTenant } from "#tenants/queries";
import { asListed } from "./buyers";
import { mayTakeOver } from "./compare";
import { orphanAtCarrier, orphanFinding, ownerOf, requireUnresolved } from "./orphan";

/**
 * Gives an orphan to a tenant, by way of the number's object, and points it to its new webhook URLs: in place of none, or of ours;
 * in place of somebody else's only when asked to. Adopting twice is adopting once.
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
  if (owner && owner.tenantId !== tenantId) throw new Problem("number_owned", `${e164} is somebody's by now.`);
  const theirs = await orphanAtCarrier(ctx, e164);
  if (!theirs) throw new Problem("illegal_transition", `The carrier does not have ${e164} any more.`);
  const id = owner?.id ?? (await takeUp(ctx, tenantId, theirs));
  if (overwrite || mayTakeOver(theirs, ctx.config.origins)) {
    const setup = setupOf(ctx.config.publicOrigin, { id, tenantId, e164, orderItemId: null });
    // What fails here the sync finds, and repairs what was ours.
    await ctx.carrier.configure(theirs.carrierId, setup);
  }
  return await resolveFinding(ctx, findingId, `Adopted by ${tenantId} as ${id}.`);
}

async function takeUp(ctx: Context, tenantId: string, theirs: OwnedNumber): Promise<string> {
  const number: NewNumber = {
    id: ctx.newId("phoneNumber"),
    ...asListed(theirs),
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
      throw new Problem("storage_unavailable", "The number is taken up; the database has yet to be told.", {
        retryAfter: 5,
      });
    case "not_free":
      throw new Problem("number_held", `${theirs.e164} is held or being bought; wait until that is over.`);
  }
}
