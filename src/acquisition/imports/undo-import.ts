import { and, eq } from "drizzle-orm";
import { numberOf } from "#inventory/phone-numbers/queries";
import { batchAll } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { finishImportItem } from "./finish-item";
import { hintFor, type ItemError, mayWait } from "./import-item";
import { leaveInventory } from "./leave-inventory";
import { withoutSecrets } from "./obstacles";
import { itemIs } from "./queries";
import { asProblem, restoreSettings } from "./restore-settings";
import { openSnapshot, snapshotOf } from "./snapshots";
import { type ImportItemRow, importItems } from "./table";
import type { Work } from "./work";

/** A problem as an item shows it. */
export function errorOf(problem: Problem): ItemError {
  const carrierCode = problem.extras.carrierCode ?? null;
  const hint = hintFor(carrierCode);
  const detail = withoutSecrets(problem.message);
  return { code: problem.code, detail: hint === null ? detail : `${detail} ${hint}`, carrierCode };
}

/** Stores that the import failed and why. Throws what passes, so that the import is tried again. */
export async function startUndo(ctx: Context, item: ImportItemRow, thrown: unknown): Promise<ImportItemRow> {
  const problem = asProblem(thrown);
  if (mayWait(problem, item.attempts)) throw problem;
  const { code, detail, carrierCode } = errorOf(problem);
  const [undoing] = await ctx.db
    .update(importItems)
    .set({ step: "undoing", errorCode: code, errorDetail: detail, carrierCode, attempts: 0, updatedAt: ctx.now })
    .where(and(eq(importItems.id, item.id), eq(importItems.step, "claimed")))
    .returning();
  if (!undoing) throw new Problem("changed_meanwhile", `Another run has finished the import of ${item.reference}.`);
  return undoing;
}

/** Puts back what the import changed at Twilio, takes the number out of the inventory, and fails the item. */
export async function failImport(ctx: Context, work: Work, item: ImportItemRow): Promise<void> {
  const { errorCode, errorDetail, carrierCode } = item;
  const error = { code: errorCode ?? "internal_error", detail: errorDetail ?? "", carrierCode } as const;
  const gate = itemIs(item, ["undoing"]);
  try {
    const number = await numberOf(ctx, item.phoneNumberId);
    const [row] = await snapshotOf(ctx.db, number.id);
    const restoration = row
      ? await restoreSettings(
          await work.port(),
          { ...number, phoneNumberId: number.id, accountRegion: work.region },
          await openSnapshot(ctx.vault, row),
        )
      : {};
    const report = { ...item.report, ...restoration };
    await leaveInventory(ctx, number, { job: work.job, item, report, error, keepSnapshot: false }, gate);
  } catch (thrown) {
    const problem = asProblem(thrown);
    if (mayWait(problem, item.attempts)) throw problem;
    const detail = `${error.detail} It could not be put back: ${errorOf(problem).detail} The number stays in your inventory: detach it when that is repaired.`;
    await batchAll(ctx.db, finishImportItem(ctx, work.job, item, { error: { ...error, detail } }, gate));
  }
}
