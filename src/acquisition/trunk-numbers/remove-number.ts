import { trunkOrDeletedOf } from "#connections/sip-trunks/queries";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { endAssignment } from "#inventory/assignments/assignment-statements";
import { latestAssignment } from "#inventory/assignments/queries";
import { numberConflict } from "#inventory/phone-numbers/number-problems";
import { numberOf } from "#inventory/phone-numbers/queries";
import { removeTrunkNumber } from "#inventory/phone-numbers/trunk-numbers";
import { batchNamed, wroteSomething } from "#kernel/db/db";
import { requireMatch } from "#kernel/http/etag";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";

/**
 * Takes a number off its trunk and out of the inventory. Removing it again changes nothing. A number with an agent is
 * removed only with `force`, which ends its assignment.
 */
export async function removeNumberFromTrunk(
  ctx: Context,
  trunkId: string,
  reference: string,
  { force, ifMatch }: { readonly force: boolean; readonly ifMatch?: string | undefined },
): Promise<void> {
  await trunkOrDeletedOf(ctx, trunkId);
  const row = await numberOf(ctx, reference);
  if (row.sipTrunkId !== trunkId || row.acquisitionMethod !== "sip_trunk") {
    throw new Problem("not_found", `${row.e164} is not a number of the trunk ${trunkId}.`);
  }
  if (row.status === "released") return;
  requireMatch(ifMatch, row.version);
  if (row.deletionLock) {
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
  const { removed } = await batchNamed(ctx.db, {
    removed: removeTrunkNumber(ctx.db, row, ctx.now),
    event: recordEvent(ctx.db, source, "phone_number.removed_from_trunk", row.id, {
      phone_number: row.e164,
      sip_trunk_id: trunkId,
    }),
    ended: endAssignment(ctx.db, source, assignment),
  });
  if (!wroteSomething(removed)) throw numberConflict(row.e164);
}
