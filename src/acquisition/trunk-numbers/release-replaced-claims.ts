import { recordEventsWhere } from "#events/log/record";
import { systemSource } from "#events/log/source";
import { endAssignmentsWhere } from "#inventory/assignments/assignment-statements";
import { assignmentsInForce } from "#inventory/assignments/queries";
import { type Replacement, releaseReplaced, wasReplaced, wasReplacedBy } from "#inventory/phone-numbers/trunk-numbers";
import type { Statement } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";

/** Ends other tenants' claims, with their assignments. The events name no other tenant. */
export async function releaseReplacedClaims(ctx: Context, replacement: Replacement): Promise<Statement[]> {
  const { db, now } = ctx;
  const { replaced } = replacement;
  const open = await assignmentsInForce(
    db,
    replaced.map(({ id }) => id),
  );
  const sourceFor = (tenantId: string) => systemSource(ctx, tenantId);
  return [
    releaseReplaced(db, replacement),
    recordEventsWhere(
      db,
      "phone_number.removed_from_trunk",
      replaced.map(({ id, tenantId, e164, sipTrunkId }) => ({
        source: sourceFor(tenantId),
        subjectId: id,
        data: { phone_number: e164, sip_trunk_id: sipTrunkId },
      })),
      wasReplaced(replacement),
    ),
    ...endAssignmentsWhere(db, open, sourceFor, now, wasReplacedBy(ctx.requestId)),
  ];
}
