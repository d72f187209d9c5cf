import type { Context } from "#kernel/ports/context";
import { closeOutdatedFindings } from "#operations/sync/phases/close-findings";
import { compareCarrierList } from "#operations/sync/phases/compare-list";
import { findMissing } from "#operations/sync/phases/find-missing";
import { markLost } from "#operations/sync/phases/mark-lost";
import { failSync, type SlicePace, stepOf } from "./run-progress";
import { MAX_RUN_MS } from "./run-rules";
import type { SyncRunRow } from "./table";

export const isUnfinished = ({ status }: SyncRunRow): boolean => status === "waiting" || status === "running";

/** Does a slice of the run's phase. `ctx.carrier` is the run's account. */
export async function continueRun(ctx: Context, run: SyncRunRow, pace: SlicePace): Promise<SyncRunRow> {
  if (run.beganAt !== null && ctx.now - run.beganAt > MAX_RUN_MS) {
    return await failSync(ctx, run, stepOf(run), {
      code: "abandoned",
      detail: "The run took more than 6 hours, so its reads are of too different times to compare. Start a new sync.",
    });
  }
  switch (run.phase) {
    case "listing":
      return await compareCarrierList(ctx, run, pace);
    case "missing":
      return await findMissing(ctx, run, pace);
    case "losing":
      return await markLost(ctx, run, pace);
    case "closing":
      return await closeOutdatedFindings(ctx, run, pace);
  }
}
