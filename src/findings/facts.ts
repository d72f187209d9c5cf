import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import { recordEvent, recordEventsWhere } from "#events/log/record";
import { systemSource } from "#events/log/source";
import { insertAllIf, insertIf, type Statement } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { type FindingKind, findingKinds } from "./kinds";
import { type FindingRow, findings } from "./table";

/**
 * Opens a finding for a fact that needs a person, and closes it when the fact is gone. Callers use `openFinding` on
 * every observation: an unchanged fact writes nothing.
 *
 * **Invariant:** a fact has at most one open finding.
 *
 * If a person resolves a finding while the fact persists, the next observation opens a new one. A snooze avoids that.
 */

/** The part of a context that findings need. */
export type FindingContext = Pick<Context, "db" | "now" | "newId" | "requestId" | "changed">;

/** The key of a fact: two observations with the same key are the same fact. */
export interface FactKey {
  readonly tenantId: string;
  readonly kind: FindingKind;
  /** The id of the fact's subject. */
  readonly subjectId: string;
}

export interface Fact extends FactKey {
  readonly subjectType: string;
  /** Evidence for a person, in wire form. No secrets. */
  readonly evidence: Readonly<Record<string, unknown>>;
}

/**
 * Statements that open a finding with its event, or update the evidence of the open one, without an event. Keep their
 * order and put them next to each other.
 *
 * With `gate` the finding is opened only if the gate holds at its place in the batch, and an open finding keeps its
 * evidence.
 */
export function openFinding(ctx: FindingContext, fact: Fact, gate?: SQL): [Statement, ...Statement[]] {
  const { db } = ctx;
  const { tenantId, evidence } = fact;
  const row = rowOf(ctx, fact);
  const opening: [Statement, Statement] = [
    insertIf(db, findings, row, gate).onConflictDoNothing(),
    recordEvent(db, systemSource(ctx, tenantId), "finding.opened", row.id, eventData(row)),
  ];
  if (gate) return opening;
  const differs = sql`${findings.evidence} <> ${JSON.stringify(evidence)}`;
  const refresh = db
    .update(findings)
    .set({ evidence })
    .where(and(openFindingOf(fact), differs));
  return [...opening, refresh];
}

const initialTriage = {
  resolvedAt: null,
  note: null,
  snoozedUntil: null,
  assignee: null,
  resolvedBy: null,
  version: 1,
};

const rowOf = (ctx: FindingContext, { tenantId, kind, subjectType, subjectId, evidence }: Fact): FindingRow => ({
  id: ctx.newId("finding"),
  tenantId,
  kind,
  subjectType,
  subjectId,
  evidence,
  createdAt: ctx.now,
  severity: findingKinds[kind].severity,
  ...initialTriage,
});

/** The data that every event about a finding has. */
const eventData = ({ kind, severity, subjectId }: Pick<FindingRow, "kind" | "severity" | "subjectId">) => ({
  kind,
  severity,
  subject_id: subjectId,
});

/** Facts or findings per batch. D1 limits a parameter to 2 MB, and evidence may contain long URLs. */
export const FINDINGS_AT_ONCE = 100;

/** The findings that a batch may open, and a condition on a finding's id that holds after it has opened that one. */
export interface Opening {
  readonly findings: readonly FindingRow[];
  readonly isOpened: (findingId: SQL) => SQL;
}

/**
 * The same as `openFinding` for up to `FINDINGS_AT_ONCE` facts, in three statements. `gate` must hold before each of
 * them, so it can't be `previousWroteSomething`. `also`: statements for the same batch that follow from the findings.
 */
export function openFindings(
  ctx: FindingContext,
  facts: readonly Fact[],
  gate?: SQL,
  also: (opening: Opening) => readonly Statement[] = () => [],
): Statement[] {
  if (facts.length === 0) return [];
  const { db } = ctx;
  const rows = facts.map((fact) => rowOf(ctx, fact));
  const { tenantId, kind, subjectId, evidence, resolvedAt } = findings;
  const known = rows.map((row) => [row.tenantId, row.kind, row.subjectId, JSON.stringify(row.evidence)]);
  // The ids are new, so a finding that exists was opened by this batch.
  const isOpened = (id: SQL) => sql`exists (select 1 from ${findings} where ${findings.id} = ${id})`;
  return [
    insertAllIf(db, findings, rows, gate).onConflictDoNothing(),
    recordEventsWhere(
      db,
      "finding.opened",
      rows.map((row) => ({ source: systemSource(ctx, row.tenantId), subjectId: row.id, data: eventData(row) })),
      isOpened,
    ),
    ...also({ findings: rows, isOpened }),
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

/** The fields of a finding that closing it needs. */
export type KnownFinding = Pick<FindingRow, "id" | "tenantId" | "kind" | "subjectId" | "severity">;

/**
 * The same as `closeFinding` for up to `FINDINGS_AT_ONCE` findings, in two statements. `gate` must hold before both.
 */
export function closeFindings(ctx: FindingContext, gone: readonly KnownFinding[], gate?: SQL): Statement[] {
  if (gone.length === 0) return [];
  const { db, now } = ctx;
  const isOpenOne = (id: SQL) => and(eq(findings.id, id), isNull(findings.resolvedAt), gate);
  return [
    recordEventsWhere(
      db,
      "finding.resolved",
      gone.map((row) => ({ source: systemSource(ctx, row.tenantId), subjectId: row.id, data: eventData(row) })),
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
 * Statements that resolve the open finding of a fact, if there is one, with its event; the actor is `system`. With
 * `gate`, only if it holds at its place in the batch.
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
      .where(and(openFindingOf(fact), gate)),
    recordEvent(db, systemSource(ctx, tenantId), "finding.resolved", closed, eventData({ kind, severity, subjectId })),
  ];
}

const resolved = (now: number) => ({
  resolvedAt: now,
  resolvedBy: "system",
  snoozedUntil: null,
  version: sql`${findings.version} + 1`,
});

/** Whether the fact has an open finding. A read is cheaper than a `closeFinding` that closes nothing. */
export async function isOpenFinding({ db }: Pick<Context, "db">, fact: FactKey): Promise<boolean> {
  const rows = await db.select({ id: findings.id }).from(findings).where(openFindingOf(fact));
  return rows.length > 0;
}

/** The open findings of these facts, with their evidence: for callers that write only what changed. */
export async function openFindingsAmong(
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

const openFindingOf = ({ tenantId, kind, subjectId }: FactKey) =>
  and(
    eq(findings.tenantId, tenantId),
    eq(findings.kind, kind),
    eq(findings.subjectId, subjectId),
    isNull(findings.resolvedAt),
  );
