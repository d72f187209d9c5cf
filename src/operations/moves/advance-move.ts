import { and, sql } from "drizzle-orm";
import { batchAll, batchNamed, isConstraintError } from "#kernel/db/db";
import type { NamedDatabase } from "#kernel/ports/databases";
import { withdrawMove } from "#tenants/place-tenant";
import { clearedTables, deleteRows } from "./clear-rows";
import { comparePage, haveSameSchema } from "./compare-databases";
import { readRows, writeRows } from "./copy-rows";
import {
  copyReferred,
  copyShared,
  copyTenant,
  giveHusks,
  numberTables,
  referringTables,
  sharedTables,
} from "./copy-shared";
import { createFence, dropFence, fencedTables } from "./fence";
import {
  hasOwnRow,
  instantOf,
  isOf,
  isUnchanged,
  MoveProblem,
  type MoveWork,
  noFailures,
  positionOf,
  saveMove,
} from "./move-record";
import { canCancel, isRestOver, LATE_WRITES_MS, type MovePosition, READ_ON_MS, SWITCH_STEP } from "./move-status";
import { movedTables } from "./moved-tables";
import { walkTables } from "./page-queries";
import { Overtaken, type Pass, passOf } from "./pass";
import { isSwitched, recordSwitch, switchDatabase } from "./switch-database";
import { type MoveRow, movingTenants } from "./table";
import { tablesDigest } from "./tables-digest";

/**
 * The steps of a move. Each is safe to repeat: it may die at any await, and the next run begins it again at the stored
 * position. A step returns the move's row after it, or `null` to wait for the next run.
 */
type Step = (work: MoveWork, move: MoveRow, position: MovePosition) => Promise<MoveRow | null>;

/** The job's own name in `job_leases`. */
const MOVE_JOB = "move-tenants";

/** Takes an open move one step further. */
export const advanceMove = async (work: MoveWork, move: MoveRow): Promise<MoveRow | null> => {
  const step = steps[move.status];
  return step ? await step(work, move, positionHere(move)) : null;
};

/**
 * The stored position, if this deployment goes through the same tables as the one that stored it. Otherwise rows of a
 * new table may be neither fenced nor copied, so a move that can be canceled fails. Any other one begins again at the
 * first table of its step.
 */
function positionHere(move: MoveRow): MovePosition {
  const { tables = tablesDigest(), ...position } = positionOf(move);
  if (tables === tablesDigest()) return position;
  if (canCancel(move.status, position)) {
    throw new MoveProblem(
      "schema_differs",
      "A deployment during the move changed which tables are moved, or how. Move the tenant again.",
    );
  }
  return { ...(position.step !== undefined && { step: position.step }) };
}

/** For a step of other code, before a rollback or after a deployment: it waits for that code. */
const unknownStep = ({ id, status }: MoveRow, step: string): Error =>
  new Error(`The move ${id} is at the step ${step} of ${status}, which this version does not know.`);

/** A step that only does `work` and then goes to the next one. */
const thenStep = async (work: MoveWork, move: MoveRow, next: string, done: Promise<unknown>): Promise<MoveRow> => {
  await done;
  return await saveMove(work.ctx, move, { position: { step: next } });
};

/** A step whose work may need several runs: `done` says whether it is complete. */
const onceDone = async (
  work: MoveWork,
  move: MoveRow,
  next: string,
  done: Promise<boolean>,
): Promise<MoveRow | null> => ((await done) ? await saveMove(work.ctx, move, { position: { step: next } }) : null);

/** Stores how far a step came with its pages, and returns the move's row, or `null` if `mayGoOn` ended the work. */
async function saveProgress(
  { ctx, mayGoOn }: MoveWork,
  move: MoveRow,
  position: MovePosition,
  copiedRows = move.copiedRows,
): Promise<MoveRow | null> {
  const saved = await saveMove(ctx, move, { copiedRows, position });
  return mayGoOn() ? saved : null;
}

/** Deletes the tenant's rows of these tables behind a pass. Calls `then` after the last table. */
async function clearTables(
  work: MoveWork,
  move: MoveRow,
  pass: Pass,
  position: MovePosition,
  then: () => Promise<MoveRow | null>,
  isCleared: (table: string) => boolean = () => true,
): Promise<MoveRow | null> {
  const stopped = await walkTables(clearedTables, position, work.mayGoOn, async (table, after) =>
    isCleared(table.name) ? await deleteRows(pass, table, after) : { rows: 0, next: null },
  );
  return stopped ? await saveProgress(work, move, { step: "clear", ...stopped }) : await then();
}

// ── announced: until no isolate and no job works on what it read before ────────────────────────────────────────────

async function waitForRest(work: MoveWork, move: MoveRow, position: MovePosition): Promise<MoveRow | null> {
  const { ctx, source, target } = work;
  if (position.restSince === undefined) {
    const row = { tenantId: move.tenantId, moveId: move.id, stage: "copying", jobsRest: true } as const;
    const { rows } = await batchNamed(target.db, {
      inserted: target.db
        .insert(movingTenants)
        .values({ ...row, fenced: true })
        .onConflictDoNothing(),
      rows: target.db.select().from(movingTenants).where(isOf(move)),
    });
    if (rows.length === 0) throw new Overtaken(`In ${target.name} an earlier move of the tenant has left its row.`);
    const before = ctx.db
      .insert(movingTenants)
      .select(sql`select ${move.tenantId}, ${move.id}, 'copying', 1, 0, 0 where ${isUnchanged(move)}`)
      .onConflictDoNothing();
    const position = { restSince: instantOf(ctx) };
    return await saveMove(ctx, move, { position }, undefined, { before, only: hasOwnRow(move) });
  }
  if (!isRestOver(position, move.createdAt, instantOf(ctx))) return null;
  const running = await Promise.all([source, target].map((database) => hasRun(database, instantOf(ctx))));
  return running.includes(true) ? null : await saveMove(ctx, move, { status: "copying", ...noFailures });
}

/** Whether a job's run has a lease in this database. Job runs are a folder above, so their table is named in text. */
const hasRun = async ({ db }: NamedDatabase, now: number): Promise<boolean> =>
  (await db.all(sql`select 1 from job_leases where expires_at > ${now} and job <> ${MOVE_JOB} limit 1`)).length > 0;

// ── copying: prepares the new database ─────────────────────────────────────────────────────────────────────────────

const prepare: Step = async (work, move, { step = "schema", ...position }) => {
  const { ctx, source, target, mayGoOn } = work;
  const pass = passOf(target, move, "copying");
  switch (step) {
    case "schema":
      if (!(await haveSameSchema(source, target))) {
        throw new MoveProblem(
          "schema_differs",
          `${source.name} and ${target.name} have different schemas. Apply all migrations to both, then move again.`,
        );
      }
      return await onceDone(work, move, "fence_target", createFence(target, move.tenantId, mayGoOn));
    case "fence_target":
      return await onceDone(work, move, "clear", createFence(source, move.tenantId, mayGoOn));
    case "clear":
      // An earlier move may have been given up here.
      return await clearTables(work, move, pass, position, () =>
        thenStep(work, move, "fence", copyTenant(source, pass)),
      );
    case "fence":
      return await saveMove(
        ctx,
        move,
        { status: "fenced", ...noFailures },
        (isSaved) => [
          ctx.db
            .update(movingTenants)
            .set({ fenced: true })
            .where(and(isOf(move), isSaved)),
        ],
        { only: hasOwnRow(move) },
      );
    default:
      throw unknownStep(move, step);
  }
};

// ── fenced: copies what may have changed, compares, switches ───────────────────────────────────────────────────────

const copyAndSwitch: Step = async (work, move, { step = "referred", ...position }) => {
  const pass = passOf(work.target, move, "copying");
  switch (step) {
    case "referred":
      return await copyReferredRows(work, move, pass, position);
    case "husks":
      return await giveAllHusks(work, move, pass, position);
    case "rows":
      return await copyTables(work, move, position);
    case "compare":
      return await compareTables(work, move, position);
    case SWITCH_STEP:
      if (!(await isSwitched(work, move))) await switchDatabase(work, move);
      if (!(await isSwitched(work, move))) throw new Error("The switch to the new database was not made.");
      return await recordSwitch(work, move);
    case "readiness":
      return await copySharedRows(work, move, pass, position);
    default:
      throw unknownStep(move, step);
  }
};

async function copyReferredRows(work: MoveWork, move: MoveRow, pass: Pass, position: MovePosition) {
  const { ctx, source, mayGoOn } = work;
  if (position.table === undefined) await copyTenant(source, pass);
  const stopped = await walkTables(referringTables, position, mayGoOn, (table, after) =>
    copyReferred(source, pass, table, after),
  );
  if (stopped) return await saveProgress(work, move, { step: "referred", ...stopped });
  return await saveMove(ctx, move, { position: { step: "husks" } });
}

/** Until its rows are copied, all numbers that the tenant has in the new database are husks. */
async function giveAllHusks(work: MoveWork, move: MoveRow, pass: Pass, position: MovePosition) {
  const { ctx, source, mayGoOn } = work;
  const stopped = await walkTables(numberTables, position, mayGoOn, (table, after) =>
    giveHusks(source, pass, table, after),
  );
  if (stopped) return await saveProgress(work, move, { step: "husks", ...stopped });
  return await saveMove(ctx, move, { position: { step: "rows" } });
}

async function copyTables(work: MoveWork, move: MoveRow, position: MovePosition): Promise<MoveRow | null> {
  const { ctx, source, target, mayGoOn } = work;
  const pass = passOf(target, move, "copying");
  let { copiedRows } = move;
  const stopped = await walkTables(movedTables, position, mayGoOn, async (table, after) => {
    const { rows, next } = await readRows(source, table, move.tenantId, after);
    if (rows.length > 0) await writeRows(pass, table, rows).catch(throwConflict(table.name, target));
    copiedRows += rows.length;
    return { rows: rows.length, next };
  });
  if (stopped) return await saveProgress(work, move, { step: "rows", ...stopped }, copiedRows);
  return await saveMove(ctx, move, { copiedRows, position: { step: "readiness" } });
}

async function copySharedRows(work: MoveWork, move: MoveRow, pass: Pass, { table: at = 0, after }: MovePosition) {
  const { ctx, source } = work;
  const table = sharedTables[at];
  if (!table) return await saveMove(ctx, move, { position: { step: "compare" } });
  const next = await copyShared(source, pass, table, String(after?.[0] ?? ""));
  const position = next === null ? { table: at + 1 } : { table: at, after: [next] };
  return await saveProgress(work, move, { step: "readiness", ...position });
}

const throwConflict =
  (table: string, target: NamedDatabase) =>
  (error: unknown): never => {
    if (!isConstraintError(error)) throw error;
    throw new MoveProblem(
      "rows_conflict",
      `A row of the tenant in the table ${table} contradicts one of another tenant in ${target.name}: both have the same number, document or port.`,
    );
  };

async function compareTables(work: MoveWork, move: MoveRow, position: MovePosition): Promise<MoveRow | null> {
  const { ctx, source, target, mayGoOn } = work;
  const stopped = await walkTables(movedTables, position, mayGoOn, async (table, after) => {
    const { isSame, ...page } = await comparePage(source, target, table, move.tenantId, after);
    if (isSame) return page;
    throw new MoveProblem("copy_differs", `After the copy the table ${table.name} differs in ${target.name}.`);
  });
  if (stopped) return await saveProgress(work, move, { step: "compare", ...stopped });
  return await saveMove(ctx, move, { position: { step: SWITCH_STEP } });
}

// ── moved: clears the old database ─────────────────────────────────────────────────────────────────────────────────

const clearOld: Step = async (work, move, { step = "read_on", ...position }) => {
  const { ctx, source, target, mayGoOn } = work;
  const since = instantOf(ctx) - (move.movedAt ?? 0);
  switch (step) {
    case "read_on":
      if (since < READ_ON_MS) return null;
      return await onceDone(work, move, "clear", dropFence(target, move.tenantId, mayGoOn));
    case "late_writes":
      if (since < LATE_WRITES_MS) return null;
      if (!(await dropFence(source, move.tenantId, mayGoOn))) return null;
      return await endMove(work, move, "completed");
    case "clear": {
      // A table that a deployment after the copy has added was not copied. The fence shows which ones were.
      const copied = await fencedTables(source, move.tenantId);
      const thenWait = () =>
        saveMove(ctx, move, { position: { step: "late_writes" } }, (isSaved) => [
          ctx.db
            .update(movingTenants)
            .set({ jobsRest: false })
            .where(and(isOf(move), isSaved)),
        ]);
      const pass = passOf(source, move, "clearing");
      return await clearTables(work, move, pass, position, thenWait, (table) => copied.has(table));
    }
    default:
      throw unknownStep(move, step);
  }
};

const endMove = ({ ctx }: MoveWork, move: MoveRow, status: "completed" | "canceled" | "failed"): Promise<MoveRow> =>
  saveMove(ctx, move, { status, endedAt: instantOf(ctx), ...(status === "completed" && noFailures) }, (isSaved) => [
    ctx.db.delete(movingTenants).where(and(isOf(move), isSaved)),
  ]);

// ── canceling: the tenant works on in the old database; clears the new one ─────────────────────────────────────────

const clearNew: Step = async (work, move, { step = "stage", ...position }) => {
  const { ctx, source, target, mayGoOn } = work;
  switch (step) {
    case "stage":
      await target.db.update(movingTenants).set({ stage: "clearing" }).where(isOf(move));
      return await saveMove(ctx, move, { position: { step: "clear" } });
    case "clear": {
      const end = () => saveMove(ctx, move, { position: { step: "end" } });
      const isThere = await target.db.select().from(movingTenants).where(isOf(move));
      if (isThere.length === 0) return await end();
      return await clearTables(work, move, passOf(target, move, "clearing"), position, end);
    }
    case "end":
      await batchAll(target.db, [
        target.db.delete(movingTenants).where(isOf(move)),
        // The copy of the tenant's row stays, as rows of others may refer to it, and counts nowhere.
        withdrawMove(target.db, move.tenantId, sql`shard <> ${target.name}`),
      ]);
      if (!(await dropFence(target, move.tenantId, mayGoOn))) return null;
      if (!mayGoOn() || !(await dropFence(source, move.tenantId, mayGoOn))) return null;
      return await endMove(work, move, move.errorCode === null ? "canceled" : "failed");
    default:
      throw unknownStep(move, step);
  }
};

const steps: Partial<Record<MoveRow["status"], Step>> = {
  announced: waitForRest,
  copying: prepare,
  fenced: copyAndSwitch,
  moved: clearOld,
  canceling: clearNew,
};
