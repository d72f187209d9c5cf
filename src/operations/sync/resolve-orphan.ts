import { capProblem } from "#acquisition/account/refuse";
import { numbersBeingBoughtAmong } from "#acquisition/orders/queries";
import { readMonthlyPrices } from "#acquisition/orders/read-prices";
import { unwrap } from "#carriers/problem";
import { actorOf } from "#events/log/source";
import { findingOf } from "#findings/queries";
import type { FindingRow } from "#findings/table";
import { resolveFinding } from "#findings/triage";
import { keptNumbersAmong } from "#inventory/phone-numbers/carrier-inventory";
import { setupOf } from "#inventory/phone-numbers/carrier-setup";
import { batchNamed } from "#kernel/db/db";
import { inDatabaseOf } from "#kernel/db/tenant-database";
import { everywhere } from "#kernel/http/page-of-all";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { NewNumber } from "#kernel/ports/adoption";
import type { OwnedNumber } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import { requireTenant } from "#tenants/queries";
import { mayTakeOver } from "./compare-number";
import { carrierRecordOf } from "./find-buyers";

/**
 * Gives an orphan to a tenant through the number's Durable Object, and sets the tenant's webhook URLs. Replaces another
 * party's URLs, applications or trunk only with `overwrite_urls`. Safe to repeat.
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
  if (owner && owner.tenantId !== tenantId) throw new Problem("number_owned", alreadyOwned(e164));
  const theirs = await orphanAtCarrier(ctx, e164);
  if (!theirs) {
    throw new Problem(
      "illegal_transition",
      `The carrier no longer has ${e164}, so it cannot be adopted. The next sync closes this finding.`,
    );
  }
  const id = owner?.id ?? (await adoptAsNewNumber(ctx, tenantId, theirs));
  if (overwrite || mayTakeOver(theirs, ctx.config.origins)) {
    const setup = setupOf(ctx.config.publicOrigin, { id, tenantId, e164, orderItemId: null });
    // The result is not checked: if the request fails, the next sync finds the drift and repairs it.
    await ctx.carrier.configure(theirs.carrierId, setup);
  }
  return await resolveFinding(ctx, findingId, `Adopted by ${tenantId} as ${id}.`);
}

async function adoptAsNewNumber(ctx: Context, tenantId: string, theirs: OwnedNumber): Promise<string> {
  const [monthlyPrice = null] = await readMonthlyPrices(ctx, [theirs.e164]);
  const number: NewNumber = {
    id: ctx.newId("phoneNumber"),
    ...carrierRecordOf(theirs),
    monthlyPrice,
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
        "The number is adopted, but not in the database yet. Retry after the time in Retry-After.",
        {
          retryAfter: 5,
        },
      );
    case "not_free":
      throw (
        (await capProblem(await inDatabaseOf(ctx, tenantId), tenantId, [monthlyPrice], "It was not adopted.", {
          mayBeSuspended: true,
        })) ??
        new Problem("number_held", `${theirs.e164} is held or being bought. Retry when the hold or order has ended.`)
      );
  }
}

/**
 * Releases an orphan at the carrier through the number's Durable Object, which repeats the request until the carrier
 * confirms. Resolves the finding if the carrier confirms at once; otherwise the next sync closes it. Safe to repeat.
 */
export async function discardOrphan(ctx: Context, findingId: string): Promise<FindingRow> {
  const finding = await orphanFinding(ctx, findingId);
  const e164 = finding.subjectId;
  const owner = await ownerOf(ctx, e164);
  if (owner) throw new Problem("number_owned", alreadyOwned(e164));
  const theirs = await orphanAtCarrier(ctx, e164);
  if (!theirs && finding.resolvedAt !== null) return finding;
  requireUnresolved(finding);
  if (theirs) {
    const answer = await ctx.numberObject(e164).discard({ by: actorOf(ctx), carrierId: theirs.carrierId });
    if (answer.kind === "not_owned") {
      throw new Problem(
        "number_held",
        `${e164} is held, is being bought or belongs to a tenant. Retry when the hold or order has ended.`,
      );
    }
    if (answer.kind === "pending") return finding;
  }
  return await resolveFinding(ctx, findingId, "Given back to the carrier.");
}

const alreadyOwned = (e164: string): string =>
  `${e164} belongs to a tenant since this finding was opened. The next sync closes it.`;

async function orphanFinding(ctx: Context, id: string): Promise<FindingRow> {
  requireScope(ctx, "admin");
  const finding = await findingOf(ctx, id);
  if (finding.kind === "number_orphaned") return finding;
  throw new Problem(
    "illegal_transition",
    `The finding ${id} is not about an orphaned number. Only findings of the kind number_orphaned allow this.`,
  );
}

function requireUnresolved(finding: FindingRow): void {
  if (finding.resolvedAt !== null)
    throw new Problem("illegal_transition", "The finding is resolved, so there is nothing left to do.");
}

/** Returns the carrier's current record of the number; `null` if the carrier does not have it. */
async function orphanAtCarrier(ctx: Context, e164: string): Promise<OwnedNumber | null> {
  return unwrap(await ctx.carrier.findOwned(e164));
}

/**
 * Returns the number's current owner in any database, or `null`. Throws `number_held` while an order is buying the
 * number.
 */
async function ownerOf(ctx: Context, e164: string): Promise<{ id: string; tenantId: string } | null> {
  const reads = everywhere(ctx).map((each) =>
    batchNamed(each.db, { kept: keptNumbersAmong(each, [e164]), buying: numbersBeingBoughtAmong(each, [e164]) }),
  );
  const found = await Promise.all(reads);
  if (found.some(({ buying }) => buying.length > 0))
    throw new Problem("number_held", `An order is buying ${e164}. Retry when the order has ended.`);
  return found.flatMap(({ kept }) => kept).find(({ status }) => status !== "cooling_off") ?? null;
}
