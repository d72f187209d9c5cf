import { and, asc, desc, eq, gt, sql } from "drizzle-orm";
import type { Context } from "../kernel/context";
import { type Database, insertAllIf, insertIf, isOneOf, type Statement } from "../kernel/db";
import { after, decodeCursor, type Order, orderBy, type Page, toPage } from "../kernel/page";
import { Problem } from "../kernel/problem";
import { requireScope } from "../kernel/scope";
import { isNotLost } from "../numbers/queries";
import type { DifferenceKind, Outcome } from "./run-state";
import { type DifferenceRow, type SyncRunRow, syncDifferences, syncRuns, syncSeen } from "./table";

const newestFirst: Order = { sort: "-created_at", column: syncRuns.createdAt, id: syncRuns.id };

export async function listSyncRuns(
  ctx: Context,
  query: { limit: number; cursor?: string | undefined },
): Promise<Page<SyncRunRow>> {
  requireScope(ctx, "admin");
  const rows = await ctx.db
    .select()
    .from(syncRuns)
    .where(after(newestFirst, query.cursor))
    .orderBy(...orderBy(newestFirst))
    .limit(query.limit + 1);
  return toPage(rows, query.limit, newestFirst.sort, ({ createdAt, id }) => ({ value: createdAt, id }));
}

export type CountedDifferences = { readonly kind: DifferenceKind } & Readonly<Record<Outcome, number>>;

export interface SyncRun {
  readonly run: SyncRunRow;
  readonly differences: readonly CountedDifferences[];
}

/** A run with what it found so far, counted. */
export async function syncRunOf(ctx: Context, id: string): Promise<SyncRun> {
  requireScope(ctx, "admin");
  const [[run], differences] = await ctx.db.batch([runById(ctx, id), countDifferences(ctx, id)]);
  if (!run) throw new Problem("not_found", `There is no sync ${id}.`);
  return { run, differences };
}

export const runById = (ctx: Context, id: string) => ctx.db.select().from(syncRuns).where(eq(syncRuns.id, id));

const countOf = (outcome: Outcome) => sql<number>`sum(${syncDifferences.outcome} = ${outcome})`.as(outcome);

export const countDifferences = (ctx: Context, runId: string) =>
  ctx.db
    .select({
      kind: syncDifferences.kind,
      planned: countOf("planned"),
      done: countOf("done"),
      open: countOf("open"),
    })
    .from(syncDifferences)
    .where(eq(syncDifferences.runId, runId))
    .groupBy(syncDifferences.kind);

/** How many numbers a run has missed so far that did not count as lost: of those, earlier runs were sure. */
export async function countMissing(ctx: Context, runId: string): Promise<number> {
  const { kind, phoneNumberId } = syncDifferences;
  const newlyMissing = and(eq(syncDifferences.runId, runId), eq(kind, "missing"), isNotLost(phoneNumberId));
  return await ctx.db.$count(syncDifferences, newlyMissing);
}

const DIFFERENCES = "differences";

/** A run's differences, by kind and number. */
export async function listDifferences(
  ctx: Context,
  runId: string,
  query: { limit: number; cursor?: string | undefined; kind?: DifferenceKind | undefined },
): Promise<Page<DifferenceRow>> {
  await syncRunOf(ctx, runId);
  const { kind, e164 } = syncDifferences;
  const place = query.cursor === undefined ? null : decodeCursor(query.cursor, DIFFERENCES);
  const rows = await ctx.db
    .select()
    .from(syncDifferences)
    .where(
      and(
        eq(syncDifferences.runId, runId),
        query.kind && eq(kind, query.kind),
        place ? sql`(${kind}, ${e164}) > (${place.value}, ${place.id})` : undefined,
      ),
    )
    .orderBy(asc(kind), asc(e164))
    .limit(query.limit + 1);
  return toPage(rows, query.limit, DIFFERENCES, (row) => ({ value: row.kind, id: row.e164 }));
}

/** The run that has waited longest to be done or gone on with. */
export async function oldestUnfinished(ctx: Context): Promise<SyncRunRow | null> {
  const [row] = await ctx.db
    .select()
    .from(syncRuns)
    .where(isOneOf(syncRuns.status, ["waiting", "running"]))
    .orderBy(asc(syncRuns.createdAt), asc(syncRuns.id))
    .limit(1);
  return row ?? null;
}

/** What is missing in a run, from a number on. */
export const missingIn = (ctx: Context, runId: string, from: string | null, limit: number) =>
  ctx.db
    .select()
    .from(syncDifferences)
    .where(
      and(
        eq(syncDifferences.runId, runId),
        eq(syncDifferences.kind, "missing"),
        from === null ? undefined : gt(syncDifferences.e164, from),
      ),
    )
    .orderBy(asc(syncDifferences.e164))
    .limit(limit);

/** Of these subjects, the ones about which the run found that a finding is due. */
export async function stillDue(
  ctx: Context,
  runId: string,
  kind: DifferenceKind,
  subjects: readonly string[],
): Promise<ReadonlySet<string>> {
  const { findingSubject } = syncDifferences;
  const rows = await ctx.db
    .select({ subject: findingSubject })
    .from(syncDifferences)
    .where(
      and(
        eq(syncDifferences.runId, runId),
        eq(syncDifferences.kind, kind),
        sql`${findingSubject} in (select value from json_each(${JSON.stringify(subjects)}))`,
      ),
    );
  return new Set(rows.flatMap(({ subject }) => subject ?? []));
}

/** Writes a difference down; of one that is there already, what has become of it. */
export function noteDifference(ctx: Context, row: DifferenceRow): Statement {
  const { runId, kind, e164, ...rest } = row;
  return insertIf(ctx.db, syncDifferences, row).onConflictDoUpdate({
    target: [syncDifferences.runId, syncDifferences.kind, syncDifferences.e164],
    set: rest,
  });
}

/** Rows that go into one statement: with their addresses far below the 2 MB of a parameter. */
const ROWS_AT_ONCE = 100;

/** Writes many down; those that are there already stay as they are. */
export async function noteAll(ctx: Context, rows: readonly DifferenceRow[]): Promise<void> {
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
    await insertAllIf(ctx.db, syncDifferences, rows.slice(at, at + ROWS_AT_ONCE)).onConflictDoNothing();
  }
}

/** What a run has seen on the carrier's list so far. */
export async function seenParts(ctx: Context, runId: string): Promise<string[]> {
  const rows = await ctx.db
    .select({ numbers: syncSeen.numbers })
    .from(syncSeen)
    .where(eq(syncSeen.runId, runId))
    .orderBy(asc(syncSeen.part));
  return rows.map(({ numbers }) => numbers);
}

/** When the latest comparison that saw everything asked the carrier, and was done; unexecuted. */
export const lastComplete = (db: Database) =>
  db
    .select({ beganAt: syncRuns.beganAt, finishedAt: syncRuns.finishedAt })
    .from(syncRuns)
    .where(and(eq(syncRuns.status, "completed"), eq(syncRuns.dryRun, false)))
    .orderBy(desc(syncRuns.createdAt), desc(syncRuns.id))
    .limit(1);
