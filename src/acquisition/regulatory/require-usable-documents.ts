import { invalidField, type Problem } from "#kernel/http/problem";
import type { RegulatoryDocuments } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import { documentsIn, type RegulatoryDocument } from "./check-documents";
import { ownersOf } from "./queries";

/**
 * Papers that the tenant may not use, for whatever reason: another tenant's are told from none at all by nobody. `at` is
 * where the request names them.
 */
export const unknownDocument = ({ kind, sid }: RegulatoryDocument, at: string): Problem =>
  invalidField("body", `${at}/${kind}_sid`, `There is no ${kind} ${sid} that you may use.`);

/**
 * Refuses papers that are another tenant's, or that the carrier certainly does not have. Those that nobody has used yet are
 * whoever's uses them first; a carrier that does not answer now will say what it thinks of them when the number is bought.
 */
export async function requireUsableDocuments(ctx: Context, papers: RegulatoryDocuments, at: string): Promise<void> {
  const named = documentsIn(papers);
  if (named.length === 0) return;
  const owners = await ownersOf(
    ctx,
    named.map(({ sid }) => sid),
  );
  await Promise.all(
    named.map(async (paper) => {
      const owner = owners.get(paper.sid);
      if (owner === ctx.principal.tenantId) return;
      if (owner !== undefined || (await isAbsent(ctx, paper))) throw unknownDocument(paper, at);
    }),
  );
}

async function isAbsent(ctx: Context, { kind, sid }: RegulatoryDocument): Promise<boolean> {
  const found = kind === "address" ? await ctx.carrier.address(sid) : await ctx.carrier.bundle(sid);
  return found.kind === "ok" && found.value === null;
}
