import { and, eq, isNull } from "drizzle-orm";
import { record } from "../events/record";
import { sourceOf } from "../events/source";
import type { Context } from "../kernel/context";
import { requireScope } from "../kernel/scope";
import { findingOf } from "./queries";
import { type FindingRow, findings } from "./table";

/** Says that somebody has seen to it. Resolving twice is resolving once: the first note stays. */
export async function resolve(ctx: Context, id: string, note: string | undefined): Promise<FindingRow> {
  requireScope(ctx, "numbers:write");
  const before = await findingOf(ctx, id);
  if (before.resolvedAt !== null) return before;
  const change = { resolvedAt: ctx.now, note: note ?? null };
  await ctx.db.batch([
    ctx.db
      .update(findings)
      .set(change)
      .where(and(eq(findings.id, id), isNull(findings.resolvedAt))),
    record(ctx.db, sourceOf(ctx), "finding.resolved", id, { kind: before.kind, subject_id: before.subjectId }),
  ]);
  return { ...before, ...change };
}
