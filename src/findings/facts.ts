import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import { recordEvent, recordEventsWhere } from "#events/log/record";
import { systemSource } from "#events/log/source";
import { insertAllIf, insertIf, type Statement } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { type FindingKind, findingKinds } from "./kinds";
import { type FindingRow, findings } from "./table";

/**
 * How the rest of the program says that a fact needs a person, and that it does so no longer. Say it as often as you look:
 * of the same fact there is never more than one open finding, and saying what is known writes nothing and tells nobody.
 *
 * A finding that somebody resolved although the fact is still there is opened anew the next time it is said: who does not want
 * to be reminded snoozes it.
 */

/** The part of a context that it takes: a request's or job's whole one will do. */
export type FindingContext = Pick<Context, "db" | "now" | "newId" | "requestId" | "changed">;

/** What makes a fact the same fact. */
export interface FactKey {
  readonly tenantId: string;
  readonly kind: FindingKind;
  /** The id of what the fact is about. */
  readonly subjectId: string;
}

export interface Fact extends FactKey {
  readonly subjectType: string;
  /** What a person needs to judge it, in wire form. No secrets. */
  readonly evidence: Readonly<Record<string, unknown>>;
}

/**
 * The fact is there. Statements for your batch, in this order and together: they open a finding if none is open, with the event
 * `finding.opened`; an open one gets the new evidence if it differs, without an event.
 *
 * With `gate` the finding is opened only if that holds at its place in the batch (`previousWroteSomething`: only if the write
 * before it was one), and one that is open stays as it is.
 */
export function openFinding(ctx: FindingContext, fact: Fact, gate?: SQL): [Statement, ...Statement[]] {
  const { db } = ctx;
  const { tenantId, evidence } = fact;
  const row = rowOf(ctx, fact);
  const opening: [Statement, Statement] = [
    insertIf(db, findings, row, gate).onConflictDoNothing(),
    recordEvent(db, systemSource(ctx, tenantId), "finding.opened", row.id, told(row)),
  ];
  if (gate) return opening;
  const differs = sql`${findings.evidence} <> ${JSON.stringify(evidence)}`;
  const refresh = db
    .update(findings)
    .set({ evidence })
    .where(and(openOne(fact), differs));
  return [...opening, refresh];
}

const untouched = { resolvedAt: null, note: null, snoozedUntil: null, assignee: null, resolvedBy: null, version: 1 };

const rowOf = (ctx: FindingContext, { tenantId, kind, subjectType, subjectId, evidence }: Fact): FindingRow => ({
  id: ctx.newId("finding"),
  tenantId,
  kind,
  subjectType,
  subjectId,
  evidence,
  createdAt: ctx.now,
  severity: findingKinds[kind].severity,
  ...untouched,
});

/** What the events about a finding say of it. */
const told = ({ kind, severity, subjectId }: Pick<FindingRow, "kind" | "severity" | "subjectId">) => ({
  kind,
  severity,
  subject_id: subjectId,
});

/** Facts, or findings, that go into one batch: a parameter takes 2 MB, and evidence may hold long addresses. */
export const FINDINGS_AT_ONCE = 100;

/**
 * These facts are there: the same as `openFinding` for each, in three statements, for up to `FINDINGS_AT_ONCE`. With `gate` the
 * statements do something only if that holds, and also the last one asks it: so it is not to be about the write before it.
 */
export function openFindings(ctx: FindingContext, facts: readonly Fact[], gate?: SQL): Statement[] {
  if (facts.length === 0) return [];
  const { db } = ctx;
  const rows = facts.map((fact) => rowOf(ctx, fact));
  const { tenantId, kind, subjectId, evidence, resolvedAt } = findings;
  const known = rows.map((row) => [row.tenantId, row.kind, row.subjectId, JSON.stringify(row.evidence)]);
  return [
    insertAllIf(db, findings, rows, gate).onConflictDoNothing(),
    recordEventsWhere(
      db,
      "finding.opened",
      rows.map((row) => ({ source: systemSource(ctx, row.tenantId), subjectId: row.id, data: told(row) })),
      // Their ids are new, so that those which are there have just been opened.
      (id) => sql`exists (select 1 from ${findings} where ${findings.id} = ${id})`,
    ),
    db
      .update(findings)
      .set({ evidence: sql`value ->> 3` })
      .from(sql`json_each(${JSON.stringify(known)})`)
      .where(
        and(
          eq(tenantId, sql`value ->> 0`),
          eq(kind, sql`value ->> 1`),
          eq(subjectId, sql`value ->> 2`),
          isNull(resolvedAt),
          sql`${evidence} <> value ->> 3`,
          gate,
        ),
      ),
  ];
}

/** What there is to know of a finding for closing it. */
export type KnownFinding = Pick<FindingRow, "id" | "tenantId" | "kind" | "subjectId" | "severity">;

/** What these findings tell of is gone: the same as `closeFinding` for each, in two statements, for up to `FINDINGS_AT_ONCE`. */
export function closeFindings(ctx: FindingContext, gone: readonly KnownFinding[]): Statement[] {
  if (gone.length === 0) return [];
  const { db, now } = ctx;
  const isOpenOne = (id: SQL) => and(eq(findings.id, id), isNull(findings.resolvedAt));
  return [
    recordEventsWhere(
      db,
      "finding.resolved",
      gone.map((row) => ({ source: systemSource(ctx, row.tenantId), subjectId: row.id, data: told(row) })),
      (id) => sql`exists (select 1 from ${findings} where ${isOpenOne(id)})`,
    ),
    db
      .update(findings)
      .set(resolved(now))
      .from(sql`json_each(${JSON.stringify(gone.map(({ id }) => id))})`)
      .where(isOpenOne(sql`value`)),
  ];
}

/**
 * The fact is gone, or was never there. Statements for your batch: an open finding is resolved in the name of `system`, with the
 * event `finding.resolved`. With `gate`, only if that holds at its place in the batch.
 */
export function closeFinding(ctx: FindingContext, fact: FactKey, gate?: SQL): [Statement, Statement] {
  const { db, now } = ctx;
  const { tenantId, kind, subjectId } = fact;
  const closed = sql`(select ${findings.id} from ${findings} where ${findings.tenantId} = ${tenantId}
    and ${findings.subjectId} = ${subjectId} and ${findings.kind} = ${kind} and ${findings.resolvedAt} = ${now}
    order by ${findings.createdAt} desc, ${findings.id} desc limit 1)`;
  const { severity } = findingKinds[kind];
  return [
    db
      .update(findings)
      .set(resolved(now))
      .where(and(openOne(fact), gate)),
    recordEvent(db, systemSource(ctx, tenantId), "finding.resolved", closed, told({ kind, severity, subjectId })),
  ];
}

const resolved = (now: number) => ({
  resolvedAt: now,
  resolvedBy: "system",
  snoozedUntil: null,
  version: sql`${findings.version} + 1`,
});

/** Whether there is an open finding of the fact: for those who would say again and again that it is gone. */
export async function isOpenFinding({ db }: Pick<Context, "db">, fact: FactKey): Promise<boolean> {
  const rows = await db.select({ id: findings.id }).from(findings).where(openOne(fact));
  return rows.length > 0;
}

/** The open findings of these facts, with what they know: for those who look at many facts and say only what is new. */
export async function openAmong(
  { db }: Pick<Context, "db">,
  facts: readonly FactKey[],
): Promise<(KnownFinding & Pick<Fact, "evidence">)[]> {
  if (facts.length === 0) return [];
  const keys = facts.map(({ tenantId, kind, subjectId }) => [tenantId, kind, subjectId]);
  const { id, tenantId, kind, subjectId, severity, evidence } = findings;
  return await db
    .select({ id, tenantId, kind, subjectId, severity, evidence })
    .from(sql`json_each(${JSON.stringify(keys)}) `)
    .innerJoin(
      findings,
      and(
        sql`${tenantId} = json_each.value ->> 0 and ${kind} = json_each.value ->> 1 and ${subjectId} = json_each.value ->> 2`,
        isNull(findings.resolvedAt),
      ),
    );
}

const openOne = ({ tenantId, kind, subjectId }: FactKey) =>
  and(
    eq(findings.tenantId, tenantId),
    eq(findings.kind, kind),
    eq(findings.subjectId, subjectId),
    isNull(findings.resolvedAt),
  );
