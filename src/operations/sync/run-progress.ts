import { and, eq, exists, inArray } from "drizzle-orm";
import { type Fact, openFindings } from "#findings/facts";
import { insertIf, previousWroteSomething, type Statement, wroteSomething } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { PLATFORM_ACCOUNT } from "#kernel/values/ids";
import type { SyncFailure } from "./run-rules";
import { pack } from "./seen-numbers";
import { type SyncRunRow, syncRuns, syncSeen } from "./table";

/**
 * Writes a run's progress to its row, once per slice.
 *
 * **Invariant:** a slice writes its progress only if no other slice has moved the row since it was read.
 */

/** A tenant's own account. */
export interface OwnAccount {
  readonly id: string;
  readonly tenantId: string;
}

interface WantedRun {
  /** `null`: the platform's account. */
  readonly account: OwnAccount | null;
  readonly preview: boolean;
  readonly startedBy: string;
}

export const newRun = (ctx: Context, { account, preview, startedBy }: WantedRun): SyncRunRow => ({
  id: ctx.newId("syncRun"),
  carrierAccount: account?.id ?? PLATFORM_ACCOUNT,
  tenantId: account?.tenantId ?? null,
  preview,
  startedBy,
  status: "waiting",
  phase: "listing",
  page: null,
  after: null,
  counted: { listed: 0, compared: 0 },
  errorCode: null,
  errorDetail: null,
  version: 1,
  createdAt: ctx.now,
  beganAt: null,
  updatedAt: ctx.now,
  finishedAt: null,
});

export type SyncStep = Pick<SyncRunRow, "phase" | "page" | "after" | "counted">;

export const stepOf = ({ phase, page, after, counted }: SyncRunRow): SyncStep => ({ phase, page, after, counted });

/**
 * Stores the position at which the next slice continues, and the numbers `seen` on the pages that this slice
 * compared.
 */
export async function advanceSync(
  ctx: Context,
  run: SyncRunRow,
  step: SyncStep,
  seen: readonly string[],
): Promise<SyncRunRow> {
  const part = { runId: run.id, part: run.version, numbers: pack(seen) };
  const seenPart = seen.length > 0 ? [insertIf(ctx.db, syncSeen, part, previousWroteSomething)] : [];
  return await updateRun(ctx, run, { ...step, status: "running" }, seenPart);
}

/** Ends the run as completed and deletes its seen numbers. */
export const completeSync = (ctx: Context, run: SyncRunRow, step: SyncStep): Promise<SyncRunRow> =>
  updateRun(ctx, run, { ...step, status: "completed", finishedAt: ctx.now }, [deleteSeenNumbers(ctx, run)]);

/** Ends the run as failed: it proves nothing about missing numbers. Opens the finding `fact`, except in a preview. */
export async function failSync(
  ctx: Context,
  run: SyncRunRow,
  step: SyncStep,
  failure: { readonly code: SyncFailure; readonly detail: string; readonly fact?: Fact },
): Promise<SyncRunRow> {
  const { code, detail, fact } = failure;
  const change = { ...step, status: "failed", errorCode: code, errorDetail: detail, finishedAt: ctx.now } as const;
  const isFailed = exists(
    ctx.db
      .select({ id: syncRuns.id })
      .from(syncRuns)
      .where(and(eq(syncRuns.id, run.id), eq(syncRuns.version, run.version + 1), eq(syncRuns.status, "failed"))),
  );
  const opening = fact && !run.preview ? openFindings(ctx, [fact], isFailed) : [];
  return await updateRun(ctx, run, change, [deleteSeenNumbers(ctx, run), ...opening]);
}

/**
 * Deletes the seen numbers of an ended run. A run that another slice continues still needs them, hence the condition.
 */
const deleteSeenNumbers = ({ db }: Context, { id }: SyncRunRow): Statement => {
  const over = db
    .select({ id: syncRuns.id })
    .from(syncRuns)
    .where(and(eq(syncRuns.id, id), inArray(syncRuns.status, ["completed", "failed"])));
  return db.delete(syncSeen).where(and(eq(syncSeen.runId, id), exists(over)));
};

async function updateRun(
  ctx: Context,
  run: SyncRunRow,
  change: Partial<SyncRunRow>,
  gated: readonly Statement[],
): Promise<SyncRunRow> {
  const next = { ...change, beganAt: run.beganAt ?? ctx.now, updatedAt: ctx.now, version: run.version + 1 };
  const [moved] = await ctx.db.batch([
    ctx.db
      .update(syncRuns)
      .set(next)
      .where(and(eq(syncRuns.id, run.id), eq(syncRuns.version, run.version))),
    ...gated,
  ]);
  if (!wroteSomething(moved))
    throw new Problem("changed_meanwhile", `Another slice has advanced the sync ${run.id} meanwhile. Retry.`);
  return { ...run, ...next };
}

/** Says whether a slice may begin another step, and counts the differences that it has acted on. */
export class SlicePace {
  readonly mayGoOn: () => boolean;
  #acted = 0;

  constructor(mayGoOn: () => boolean) {
    this.mayGoOn = mayGoOn;
  }

  count(differences: number): void {
    this.#acted += differences;
  }

  get acted(): number {
    return this.#acted;
  }
}
