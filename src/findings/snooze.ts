import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { invalidField } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { isoTimeOrNull } from "#kernel/values/time";
import { about, change, changeable, requireOpen } from "./change";
import type { FindingRow } from "./table";

/** The longest that a finding may be put off. */
export const MAX_SNOOZE_MS = 366 * 24 * 60 * 60_000;

/** Keeps a finding out of the list until then; `null` brings it back at once. */
export async function snooze(
  ctx: Context,
  id: string,
  until: number | null,
  note: string | undefined,
): Promise<FindingRow> {
  const before = await changeable(ctx, id);
  requireOpen(before);
  if (until !== null && (until <= ctx.now || until > ctx.now + MAX_SNOOZE_MS)) {
    throw invalidField("body", "/until", "Must be in the future, and within a year.");
  }
  const told = { ...about(before), until: isoTimeOrNull(until) };
  const wanted = { snoozedUntil: until, note: note ?? before.note };
  return await change(ctx, before, wanted, recordEvent(ctx.db, sourceOf(ctx), "finding.snoozed", id, told));
}
