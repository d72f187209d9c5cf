import { and, eq } from "drizzle-orm";
import { type Statement, wroteSomething } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import { changedFields } from "#kernel/http/wire";
import type { Context } from "#kernel/ports/context";
import { findingOf, requireFindings } from "./queries";
import { type FindingRow, findings } from "./table";

/** What people change of a finding. */
type Change = Partial<Pick<FindingRow, "resolvedAt" | "resolvedBy" | "snoozedUntil" | "assignee" | "note">>;

export async function changeable(ctx: Context, id: string): Promise<FindingRow> {
  requireFindings(ctx, "numbers:write");
  return await findingOf(ctx, id);
}

export function requireOpen({ resolvedAt }: FindingRow): void {
  if (resolvedAt !== null) throw new Problem("illegal_transition", "The finding is resolved.");
}

/** What every event about a finding says of it. */
export const about = ({ kind, severity, subjectId }: FindingRow) => ({ kind, severity, subject_id: subjectId });

/** Writes a change with the event that tells of it, unless it changes nothing. */
export async function change(ctx: Context, before: FindingRow, wanted: Change, told: Statement): Promise<FindingRow> {
  if (changedFields(before, wanted).length === 0) return before;
  const next = { ...wanted, version: before.version + 1 };
  const [written] = await ctx.db.batch([
    ctx.db
      .update(findings)
      .set(next)
      .where(and(eq(findings.id, before.id), eq(findings.version, before.version))),
    told,
  ]);
  if (wroteSomething(written)) return { ...before, ...next };
  throw new Problem("changed_meanwhile", "The finding was changed at the same moment; read it again.");
}
