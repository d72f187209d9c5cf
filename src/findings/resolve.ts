import { recordEvent } from "#events/log/record";
import { actorOf, sourceOf } from "#events/log/source";
import type { Context } from "#kernel/ports/context";
import { about, change, changeable } from "./change";
import type { FindingRow } from "./table";

/**
 * Says that somebody has seen to it. Resolving twice is resolving once: the first note stays. If the fact is still there when the
 * platform looks again, it becomes a new finding.
 */
export async function resolveFinding(ctx: Context, id: string, note: string | undefined): Promise<FindingRow> {
  const before = await changeable(ctx, id);
  if (before.resolvedAt !== null) return before;
  const { actor: resolvedBy } = actorOf(ctx);
  const wanted = { resolvedAt: ctx.now, resolvedBy, snoozedUntil: null, note: note ?? before.note };
  return await change(ctx, before, wanted, recordEvent(ctx.db, sourceOf(ctx), "finding.resolved", id, about(before)));
}
