import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import type { Context } from "#kernel/ports/context";
import { about, change, changeable, requireOpen } from "./change";
import type { FindingRow } from "./table";

/** Says who is to see to a finding; `null`: nobody in particular. */
export async function assignFinding(
  ctx: Context,
  id: string,
  assignee: string | null,
  note: string | undefined,
): Promise<FindingRow> {
  const before = await changeable(ctx, id);
  requireOpen(before);
  const wanted = { assignee, note: note ?? before.note };
  const told = recordEvent(ctx.db, sourceOf(ctx), "finding.assigned", id, { ...about(before), assignee });
  return await change(ctx, before, wanted, told);
}
