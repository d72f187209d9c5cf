import { beingBoughtAmong } from "#acquisition/orders/queries";
import { unwrap } from "#carriers/problem";
import { findingOf } from "#findings/queries";
import type { FindingRow } from "#findings/table";
import { keptNumbersAmong } from "#inventory/phone-numbers/carrier-inventory";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { OwnedNumber } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";

/** What both ways of seeing to an orphan begin with. */

export async function orphanFinding(ctx: Context, id: string): Promise<FindingRow> {
  requireScope(ctx, "admin");
  const finding = await findingOf(ctx, id);
  if (finding.kind === "number_orphaned") return finding;
  throw new Problem("illegal_transition", `The finding ${id} is not about an orphaned number.`);
}

export function requireUnresolved(finding: FindingRow): void {
  if (finding.resolvedAt !== null) throw new Problem("illegal_transition", "The finding is resolved.");
}

/** The number as the carrier has it at this moment. */
export async function orphanAtCarrier(ctx: Context, e164: string): Promise<OwnedNumber | null> {
  return unwrap(await ctx.carrier.findOwned(e164));
}

/** Who has the number by now, if somebody does; refuses while it is being bought. */
export async function ownerOf(ctx: Context, e164: string): Promise<{ id: string; tenantId: string } | null> {
  const [kept, buying] = await ctx.db.batch([keptNumbersAmong(ctx, [e164]), beingBoughtAmong(ctx, [e164])]);
  if (buying.length > 0) throw new Problem("number_held", `${e164} is being bought; wait for what becomes of that.`);
  return kept.find(({ status }) => status !== "cooling_off") ?? null;
}
