import { and, eq } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { actorOf, sourceOf } from "#events/log/source";
import { batchNamed, type Statement, wroteSomething } from "#kernel/db/db";
import { invalidField, Problem } from "#kernel/http/problem";
import { changedFields } from "#kernel/http/wire";
import type { Context } from "#kernel/ports/context";
import { DAY_MS, isoTimeOrNull } from "#kernel/values/time";
import { findingOf, requireFindings } from "./queries";
import { type FindingRow, findings } from "./table";

/**
 * Triage: the changes that people make to a finding. Each needs `numbers:write`, or `admin` for the platform's own
 * findings.
 */

/** The longest time that a finding can be snoozed. */
export const MAX_SNOOZE_MS = 366 * DAY_MS;

/** Hides a finding from the list until the instant `until` (milliseconds); `null` shows it again. */
export async function snoozeFinding(
  ctx: Context,
  id: string,
  until: number | null,
  note: string | undefined,
): Promise<FindingRow> {
  const before = await findingToChange(ctx, id);
  requireOpen(before);
  if (until !== null && (until <= ctx.now || until > ctx.now + MAX_SNOOZE_MS)) {
    throw invalidField("body", "/until", "Must be in the future, and within a year.");
  }
  const data = { ...eventData(before), until: isoTimeOrNull(until) };
  const event = recordEvent(ctx.db, sourceOf(ctx), "finding.snoozed", id, data);
  return await changeFinding(ctx, before, { snoozedUntil: until, note: note ?? before.note }, event);
}

/** Assigns a finding to a person; `null` removes the assignee. */
export async function assignFinding(
  ctx: Context,
  id: string,
  assignee: string | null,
  note: string | undefined,
): Promise<FindingRow> {
  const before = await findingToChange(ctx, id);
  requireOpen(before);
  const event = recordEvent(ctx.db, sourceOf(ctx), "finding.assigned", id, { ...eventData(before), assignee });
  return await changeFinding(ctx, before, { assignee, note: note ?? before.note }, event);
}

/**
 * Resolves a finding. A resolved finding stays as it is, with its first note. If the platform observes the fact again,
 * it opens a new finding.
 */
export async function resolveFinding(ctx: Context, id: string, note: string | undefined): Promise<FindingRow> {
  const before = await findingToChange(ctx, id);
  if (before.resolvedAt !== null) return before;
  const { actor: resolvedBy } = actorOf(ctx);
  const wanted = { resolvedAt: ctx.now, resolvedBy, snoozedUntil: null, note: note ?? before.note };
  const event = recordEvent(ctx.db, sourceOf(ctx), "finding.resolved", id, eventData(before));
  return await changeFinding(ctx, before, wanted, event);
}

type Change = Partial<Pick<FindingRow, "resolvedAt" | "resolvedBy" | "snoozedUntil" | "assignee" | "note">>;

async function findingToChange(ctx: Context, id: string): Promise<FindingRow> {
  requireFindings(ctx, "numbers:write");
  return await findingOf(ctx, id);
}

function requireOpen({ id, resolvedAt }: FindingRow): void {
  if (resolvedAt === null) return;
  throw new Problem("illegal_transition", `The finding ${id} is resolved, so it can't be snoozed or assigned.`);
}

/** The data that every event about a finding has. */
const eventData = ({ kind, severity, subjectId }: FindingRow) => ({ kind, severity, subject_id: subjectId });

/** Writes a change with its event; a change of nothing writes nothing. */
async function changeFinding(ctx: Context, before: FindingRow, wanted: Change, event: Statement): Promise<FindingRow> {
  if (changedFields(before, wanted).length === 0) return before;
  const next = { ...wanted, version: before.version + 1 };
  const { changed } = await batchNamed(ctx.db, {
    changed: ctx.db
      .update(findings)
      .set(next)
      .where(and(eq(findings.id, before.id), eq(findings.version, before.version))),
    event,
  });
  if (wroteSomething(changed)) return { ...before, ...next };
  throw new Problem("changed_meanwhile", `Another request changed the finding ${before.id}. Read it again and retry.`);
}
