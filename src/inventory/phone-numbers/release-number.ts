import { actorOf, sourceOf } from "#events/log/source";
import { endAssignment } from "#inventory/assignments/assignment-statements";
import { latestAssignment } from "#inventory/assignments/queries";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { changeNumberStatus } from "./change-status";
import { requirePurchased } from "./number-problems";
import { numberOf } from "./queries";
import type { NumberRow } from "./table";

/**
 * Releases a number that the platform has bought to the carrier. The row becomes `releasing`; then the number's object
 * asks the carrier, with retries of its own, until the carrier confirms, and the number is `cooling_off`. A repeated
 * release only makes sure that the object knows of it. A number with an agent is released only with `force`, which ends
 * its assignment. Only the end of a closed tenant ignores a deletion lock (`ignoreLock`).
 */
export async function releaseNumber(
  ctx: Context,
  reference: string,
  { force, ignoreLock = false }: { force: boolean; ignoreLock?: boolean },
): Promise<NumberRow> {
  requireScope(ctx, "numbers:write");
  const row = await numberOf(ctx, reference);
  requirePurchased(row, "released");
  if (row.status === "cooling_off") return row;
  if (row.status === "releasing") return await askObject(ctx, row);
  if (row.deletionLock && !ignoreLock) {
    throw new Problem("deletion_locked", `${row.e164} has a deletion lock. Set deletion_lock to false first.`);
  }
  if (row.agentId !== null && !force) {
    throw new Problem(
      "agent_assigned",
      `${row.e164} has the agent ${row.agentId}. Unassign it first, or send ?force=true.`,
    );
  }
  const source = sourceOf(ctx);
  const [assignment] = row.agentId === null ? [] : await latestAssignment(ctx.db, row.id);
  const ends = endAssignment(ctx.db, source, assignment);
  const releasing = await changeNumberStatus(ctx.db, source, row, "release", ends);
  return await askObject(ctx, releasing);
}

async function askObject(ctx: Context, releasing: NumberRow): Promise<NumberRow> {
  const { e164, id, carrierId } = releasing;
  const answer = await ctx.numberObject(e164).release({ by: actorOf(ctx), phoneNumberId: id, carrierId });
  return answer.kind === "released" ? await numberOf(ctx, id) : releasing;
}
