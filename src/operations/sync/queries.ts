import { and, asc, desc, eq, getTableColumns, gt, isNull, or, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { FactKey } from "#findings/facts";
import { isNotLost } from "#inventory/phone-numbers/row-conditions";
import { batchNamed, insertAllIf, isOneOf, type Statement } from "#kernel/db/db";
import { decodeCursor, newestFirst, type Page, type PageQuery, readPage, toPage } from "#kernel/http/page";
import { readPageOfAll } from "#kernel/http/page-of-all";
import { Problem } from "#kernel/http/problem";
import { requireScope, requireScopeOrAdmin } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { chunks } from "#kernel/values/chunks";
import { PLATFORM_ACCOUNT, PLATFORM_TENANT_ID } from "#kernel/values/ids";
import { lazily } from "#kernel/values/lazily";
import { countsHere } from "#tenants/queries";
import { type DifferenceKind, kinds, type SyncOutcome, type SyncStatus } from "./run-rules";
import { type SeenNumbers, seenNumbers, unpack } from "./seen-numbers";
import { type DifferenceRow, type SyncRunRow, syncDifferences, syncRuns, syncSeen } from "./table";

interface SyncQuery extends PageQuery {
  readonly status?: SyncStatus | undefined;
  readonly tenant_id?: string | undefined;
  readonly carrier_account_id?: string | undefined;
}

/** The platform sees all runs, a tenant those of its own accounts. */
const isVisible = ({ principal: { scopes, tenantId } }: Context) =>
  scopes.has("admin") ? undefined : eq(syncRuns.tenantId, tenantId);

export async function listSyncRuns(ctx: Context, query: SyncQuery): Promise<Page<SyncRunRow>> {
  requireScopeOrAdmin(ctx, "numbers:read");
  const { tenant_id: wanted } = query;
  if (wanted !== undefined && wanted !== ctx.principal.tenantId) requireScope(ctx, "admin");
  return ctx.principal.scopes.has("admin")
    ? await readPageOfAll(ctx, newestFirst(syncRuns), query.limit, (each) => runsIn(each, query))
    : await runsIn(ctx, query);
}

/** Runs of the platform's account, and those of the tenants that are in the context's database. */
function ofPlatformOrHere(ctx: Context): SQL | undefined {
  const isHere = countsHere(ctx, syncRuns.tenantId);
  return isHere && or(isNull(syncRuns.tenantId), isHere);
}

const runsIn = (ctx: Context, query: SyncQuery): Promise<Page<SyncRunRow>> =>
  readPage(ctx.db.select().from(syncRuns), newestFirst(syncRuns), query, [
    isVisible(ctx),
    ofPlatformOrHere(ctx),
    query.tenant_id === undefined ? undefined : eq(syncRuns.tenantId, query.tenant_id),
    query.carrier_account_id === undefined ? undefined : eq(syncRuns.carrierAccount, query.carrier_account_id),
    query.status && eq(syncRuns.status, query.status),
  ]);

type CountedDifferences = { readonly kind: DifferenceKind } & Readonly<Record<SyncOutcome, number>>;

export interface SyncRun {
  readonly run: SyncRunRow;
  readonly differences: readonly CountedDifferences[];
}

/** Returns a run and the counts of its differences so far. */
export async function syncRunOf(ctx: Context, id: string): Promise<SyncRun> {
  requireScopeOrAdmin(ctx, "numbers:read");
  const { runs, differences } = await batchNamed(ctx.db, {
    runs: ctx.db
      .select()
      .from(syncRuns)
      .where(and(eq(syncRuns.id, id), isVisible(ctx))),
    differences: countDifferences(ctx, id),
  });
  const [run] = runs;
  if (!run) throw new Problem("not_found", `Sync ${id} was not found. Syncs are deleted after 7 days.`);
  return { run, differences };
}

export const runById = (ctx: Context, id: string) => ctx.db.select().from(syncRuns).where(eq(syncRuns.id, id));

const countOf = (outcome: SyncOutcome) => sql<number>`sum(${syncDifferences.outcome} = ${outcome})`.as(outcome);

const countDifferences = (ctx: Context, runId: string) =>
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

/** Counts the numbers that a run has missed so far, without those that are marked lost already. */
export async function countMissing(ctx: Context, runId: string): Promise<number> {
  const { kind, phoneNumberId } = syncDifferences;
  const newlyMissing = and(eq(syncDifferences.runId, runId), eq(kind, "missing"), isNotLost(phoneNumberId));
  return await ctx.db.$count(syncDifferences, newlyMissing);
}

const DIFFERENCES = "differences";

/** Lists a run's differences, by kind and number. */
export async function listDifferences(
  ctx: Context,
  runId: string,
  query: PageQuery & { readonly kind?: DifferenceKind | undefined },
): Promise<Page<DifferenceRow>> {
  await syncRunOf(ctx, runId);
  const { kind, e164 } = syncDifferences;
  const position = query.cursor === undefined ? null : decodeCursor(query.cursor, DIFFERENCES);
  const rows = await ctx.db
    .select()
    .from(syncDifferences)
    .where(
      and(
        eq(syncDifferences.runId, runId),
        query.kind && eq(kind, query.kind),
        position ? sql`(${kind}, ${e164}) > (${position.value}, ${position.id})` : undefined,
      ),
    )
    .orderBy(asc(kind), asc(e164))
    .limit(query.limit + 1);
  return toPage(rows, query.limit, DIFFERENCES, (row) => ({ value: row.kind, id: row.e164 }));
}

/** Returns the oldest run of the platform's account that is waiting or running; `null` without one. */
export async function oldestUnfinished(ctx: Context): Promise<SyncRunRow | null> {
  const [row] = await unfinishedRuns(ctx, PLATFORM_ACCOUNT);
  return row ?? null;
}

/** The oldest run of the platform's account of this kind that waits, as a list of at most one row. Unexecuted. */
export const waitingRuns = ({ db }: Context, { preview }: { readonly preview: boolean }) =>
  db
    .select()
    .from(syncRuns)
    .where(
      and(
        isOneOf(syncRuns.status, ["waiting"]),
        eq(syncRuns.carrierAccount, PLATFORM_ACCOUNT),
        eq(syncRuns.preview, preview),
      ),
    )
    .orderBy(asc(syncRuns.createdAt), asc(syncRuns.id))
    .limit(1);

/** The oldest run of an account that is waiting or running, as a list of at most one row. Unexecuted. */
export const unfinishedRuns = (ctx: Context, carrierAccount: string) =>
  ctx.db
    .select()
    .from(syncRuns)
    .where(and(isOneOf(syncRuns.status, ["waiting", "running"]), eq(syncRuns.carrierAccount, carrierAccount)))
    .orderBy(asc(syncRuns.createdAt), asc(syncRuns.id))
    .limit(1);

/** When the latest run of an account was started (ms UTC), as a list of at most one row. Unexecuted. */
export const latestStart = (ctx: Context, carrierAccount: string) =>
  ctx.db
    .select({ createdAt: syncRuns.createdAt })
    .from(syncRuns)
    .where(eq(syncRuns.carrierAccount, carrierAccount))
    .orderBy(desc(syncRuns.createdAt), desc(syncRuns.id))
    .limit(1);

/** Up to `limit` missing numbers of a run, in the order of E.164, after `from`. */
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

/**
 * Returns the findings whose subject has a difference in this run, for the same tenant or the platform: they must stay
 * open.
 */
export async function findingsStillDue<Finding extends FactKey>(
  ctx: Context,
  runId: string,
  kind: DifferenceKind,
  findings: readonly Finding[],
): Promise<ReadonlySet<Finding>> {
  if (findings.length === 0) return new Set();
  const { findingSubject, tenantId } = syncDifferences;
  const subjects = findings.map(({ subjectId }) => subjectId);
  const rows = await ctx.db
    .select({ subject: findingSubject, tenantId })
    .from(syncDifferences)
    .where(
      and(
        eq(syncDifferences.runId, runId),
        eq(syncDifferences.kind, kind),
        sql`${findingSubject} in (select value from json_each(${JSON.stringify(subjects)}))`,
      ),
    );
  const due = new Map(rows.map((row) => [row.subject, row.tenantId ?? PLATFORM_TENANT_ID]));
  const isDue = ({ subjectId, tenantId }: Finding) =>
    due.get(subjectId) === tenantId || (due.has(subjectId) && tenantId === PLATFORM_TENANT_ID);
  return new Set(findings.filter(isDue));
}

/** Returns the recorded differences of these numbers in a run, each as `{kind} {E.164}`. */
export async function recordedAmong(
  ctx: Context,
  runId: string,
  e164s: readonly string[],
): Promise<ReadonlySet<string>> {
  const { kind, e164 } = syncDifferences;
  const rows = await ctx.db
    .select({ kind, e164 })
    .from(syncDifferences)
    .where(
      and(
        eq(syncDifferences.runId, runId),
        isOneOf(kind, kinds),
        sql`${e164} in (select value from json_each(${JSON.stringify(e164s)}))`,
      ),
    );
  return new Set(rows.map((row) => `${row.kind} ${row.e164}`));
}

const primaryKeyColumns = [syncDifferences.runId, syncDifferences.kind, syncDifferences.e164];
const setToIncoming = lazily(() => {
  const { runId: _, kind: __, e164: ___, ...changing } = getTableColumns(syncDifferences);
  return Object.fromEntries(
    Object.entries(changing).map(([name, column]) => [name, sql`excluded.${sql.identifier(column.name)}`]),
  );
});

/** Inserts up to `DIFFERENCES_AT_ONCE` differences; overwrites the fields, action and outcome of recorded ones. */
export const recordDifferences = (ctx: Context, rows: readonly DifferenceRow[], gate?: SQL): Statement[] =>
  rows.length === 0
    ? []
    : [
        insertAllIf(ctx.db, syncDifferences, rows, gate).onConflictDoUpdate({
          target: primaryKeyColumns,
          set: setToIncoming(),
        }),
      ];

/** Rows per statement: with their URLs they stay far below D1's 2 MB per parameter. */
const DIFFERENCES_AT_ONCE = 100;

/** Inserts any number of differences; recorded ones stay unchanged. */
export async function recordAllDifferences(ctx: Context, rows: readonly DifferenceRow[]): Promise<void> {
  for (const some of chunks(rows, DIFFERENCES_AT_ONCE)) {
    await insertAllIf(ctx.db, syncDifferences, some).onConflictDoNothing();
  }
}

/** Rows of `sync_seen` in one read: about 2.5 MB of text. */
const SEEN_PARTS_AT_ONCE = 10;

/** The numbers that a run has seen on the carrier's list so far. */
export async function seenSoFar(ctx: Context, runId: string): Promise<SeenNumbers> {
  const parts: Float64Array[] = [];
  for (let after = -1; ; ) {
    const rows = await ctx.db
      .select({ part: syncSeen.part, numbers: syncSeen.numbers })
      .from(syncSeen)
      .where(and(eq(syncSeen.runId, runId), gt(syncSeen.part, after)))
      .orderBy(asc(syncSeen.part))
      .limit(SEEN_PARTS_AT_ONCE);
    for (const { part, numbers } of rows) {
      parts.push(unpack(numbers));
      after = part;
    }
    if (rows.length < SEEN_PARTS_AT_ONCE) return seenNumbers(parts);
  }
}

/** When the latest completed run of an account began, as a cell. A preview does not count. */
export const lastCompleteCell = (account: string | SQLWrapper): SQL =>
  sql`(select ${syncRuns.beganAt} from ${syncRuns}
    where ${syncRuns.carrierAccount} = ${account} and ${syncRuns.status} = 'completed' and ${syncRuns.preview} = 0
    order by ${syncRuns.createdAt} desc, ${syncRuns.id} desc limit 1)`;
