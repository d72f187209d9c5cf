import { actorOf } from "#events/log/source";
import { resolveFinding } from "#findings/resolve";
import type { FindingRow } from "#findings/table";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { orphanAtCarrier, orphanFinding, ownerOf, requireUnresolved } from "./orphan";

/**
 * Gives an orphan back to the carrier, by way of the number's object, which goes on asking until the carrier confirms. The finding
 * is resolved once it has; until then it stays open, and the sync closes it. Doing it twice is doing it once.
 */
export async function discardOrphan(ctx: Context, findingId: string): Promise<FindingRow> {
  const finding = await orphanFinding(ctx, findingId);
  const e164 = finding.subjectId;
  const owner = await ownerOf(ctx, e164);
  if (owner) throw new Problem("number_owned", `${e164} is somebody's by now.`);
  const theirs = await orphanAtCarrier(ctx, e164);
  if (!theirs && finding.resolvedAt !== null) return finding;
  requireUnresolved(finding);
  if (theirs) {
    const answer = await ctx.numberObject(e164).discard({ by: actorOf(ctx), carrierId: theirs.carrierId });
    if (answer.kind === "not_owned") {
      throw new Problem("number_held", `${e164} is held, being bought or somebody's; wait until that is over.`);
    }
    if (answer.kind === "pending") return finding;
  }
  return await resolveFinding(ctx, findingId, "Given back to the carrier.");
}
