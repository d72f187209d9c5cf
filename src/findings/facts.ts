import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import { record } from "../events/record";
import type { Context } from "../kernel/context";
import { insertIf, type Statement } from "../kernel/db";
import { type FindingKind, findingKinds } from "./kinds";
import { findings } from "./table";

/**
 * How the rest of the program says that a fact needs a person, and that it does so no longer. Say it as often as you look:
 * of the same fact there is never more than one open finding, and saying what is known writes nothing and tells nobody.
 *
 * A finding that somebody resolved although the fact is still there is opened anew the next time it is said: who does not want
 * to be reminded snoozes it.
 */

/** The part of a context that it takes: a request's or job's whole one will do. */
export type FindingContext = Pick<Context, "db" | "now" | "newId" | "requestId" | "touched">;

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
  const { db, now } = ctx;
  const { tenantId, kind, subjectType, subjectId, evidence } = fact;
  const { severity } = findingKinds[kind];
  const id = ctx.newId("finding");
  const untouched = { resolvedAt: null, note: null, snoozedUntil: null, assignee: null, resolvedBy: null, version: 1 };
  const row = { id, tenantId, kind, subjectType, subjectId, evidence, createdAt: now, severity, ...untouched };
  const opening: [Statement, Statement] = [
    insertIf(db, findings, row, gate).onConflictDoNothing(),
    record(db, bySystem(ctx, tenantId), "finding.opened", id, { kind, severity, subject_id: subjectId }),
  ];
  if (gate) return opening;
  const differs = sql`${findings.evidence} <> ${JSON.stringify(evidence)}`;
  const refresh = db
    .update(findings)
    .set({ evidence })
    .where(and(openOne(fact), differs));
  return [...opening, refresh];
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
      .set({ resolvedAt: now, resolvedBy: "system", snoozedUntil: null, version: sql`${findings.version} + 1` })
      .where(and(openOne(fact), gate)),
    record(db, bySystem(ctx, tenantId), "finding.resolved", closed, { kind, severity, subject_id: subjectId }),
  ];
}

/** Whether there is an open finding of the fact: for those who would say again and again that it is gone. */
export async function isOpen({ db }: Pick<Context, "db">, fact: FactKey): Promise<boolean> {
  const rows = await db.select({ id: findings.id }).from(findings).where(openOne(fact));
  return rows.length > 0;
}

/** The open findings of these facts, with what they know: for those who look at many facts and say only what is new. */
export async function openAmong(
  { db }: Pick<Context, "db">,
  facts: readonly FactKey[],
): Promise<(FactKey & Pick<Fact, "evidence">)[]> {
  if (facts.length === 0) return [];
  const keys = facts.map(({ tenantId, kind, subjectId }) => [tenantId, kind, subjectId]);
  const { tenantId, kind, subjectId, evidence } = findings;
  return await db
    .select({ tenantId, kind, subjectId, evidence })
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

const bySystem = (ctx: FindingContext, tenantId: string) => ({
  tenantId,
  actor: "system",
  requestId: ctx.requestId,
  at: ctx.now,
  newEventId: () => ctx.newId("event"),
  touched: ctx.touched,
});
