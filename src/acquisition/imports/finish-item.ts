import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { isOneOf, previousWroteSomething, type Statement } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { type ItemError, type ItemReport, openImportSteps } from "./import-item";
import { type ImportItemRow, type ImportJobRow, importItems, importJobs } from "./table";

export interface ItemResult {
  readonly error: ItemError | null;
  /** Missing: the report that is stored stays. */
  readonly report?: ItemReport;
  /** The number, once Twilio has named it. */
  readonly found?: { readonly e164: string; readonly carrierId: string };
  /** The number in the inventory, if it is another than the item's. */
  readonly phoneNumberId?: string;
}

/** Finishes an item and, with the last one, its job. The first result stays. Unexecuted. */
export function finishImportItem(
  ctx: Context,
  job: ImportJobRow,
  item: ImportItemRow,
  { error, report, found, phoneNumberId }: ItemResult,
  gate?: SQL,
): Statement[] {
  const { db, now } = ctx;
  const counter = error ? { failed: sql`${importJobs.failed} + 1` } : { succeeded: sql`${importJobs.succeeded} + 1` };
  return [
    db
      .update(importItems)
      .set({
        ...found,
        ...(phoneNumberId && { phoneNumberId }),
        step: error ? "failed" : "succeeded",
        ...(report && { report }),
        errorCode: error?.code ?? null,
        errorDetail: error?.detail ?? null,
        carrierCode: error?.carrierCode ?? null,
        updatedAt: now,
      })
      .where(and(eq(importItems.id, item.id), isOneOf(importItems.step, openImportSteps), gate)),
    db
      .update(importJobs)
      .set(counter)
      .where(and(eq(importJobs.id, job.id), previousWroteSomething)),
    ...endJob(ctx, job),
  ];
}

/** Ends a job whose items are all listed and finished. Unexecuted. */
export function endJob(ctx: Context, { id, action, dryRun }: ImportJobRow): Statement[] {
  const { db, now } = ctx;
  return [
    db
      .update(importJobs)
      .set({ endedAt: now, runner: null })
      .where(
        and(
          eq(importJobs.id, id),
          isNull(importJobs.endedAt),
          eq(importJobs.listed, true),
          sql`${importJobs.succeeded} + ${importJobs.failed} = ${importJobs.itemCount}`,
        ),
      ),
    recordEvent(db, sourceOf(ctx), "import_job.completed", id, { action, dry_run: dryRun }),
  ];
}
