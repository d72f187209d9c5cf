import { requireInService } from "#inventory/phone-numbers/number-problems";
import { numberOf } from "#inventory/phone-numbers/queries";
import type { NumberRow } from "#inventory/phone-numbers/table";
import { batchAll, batchNamed } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { finishImportItem } from "./finish-item";
import type { ItemReport } from "./import-item";
import { leaveInventory } from "./leave-inventory";
import { unfinishedImport } from "./queries";
import { notRestored, previewRestoration, restoreSettings, touchedBy } from "./restore-settings";
import { openSnapshot, snapshotOf } from "./snapshots";
import type { ImportItemRow } from "./table";
import type { Work } from "./work";

/**
 * Detaches one number: puts its settings at Twilio back, reads them back, and takes it out of the inventory. Until that
 * last step the number is in service here, so no call is lost. Safe to repeat at any step.
 */
export async function detachNumber(ctx: Context, work: Work, item: ImportItemRow): Promise<void> {
  const { job } = work;
  const number = await numberOf(ctx, item.phoneNumberId);
  const found = { e164: number.e164, carrierId: number.carrierId };
  if (number.acquisitionMethod === "imported" && number.status === "released") {
    const result = { error: null, report: {}, found, phoneNumberId: number.id };
    return void (await batchAll(ctx.db, finishImportItem(ctx, job, item, result)));
  }
  await requireDetachable(ctx, number, job.carrierAccountId);
  const report = await restore(ctx, work, number);
  if (job.dryRun) {
    const result = { error: null, report, found, phoneNumberId: number.id };
    return void (await batchAll(ctx.db, finishImportItem(ctx, job, item, result)));
  }
  await leaveInventory(ctx, number, { job, item, report, error: null, keepSnapshot: job.options.force });
}

async function requireDetachable({ db }: Context, number: NumberRow, accountId: string): Promise<void> {
  const { e164, carrierAccountId, acquisitionMethod, deletionLock } = number;
  if (acquisitionMethod !== "imported" || carrierAccountId !== accountId) {
    throw new Problem(
      "illegal_transition",
      `${e164} was not imported from this carrier account, so it can't be detached.`,
    );
  }
  requireInService(number, "detached");
  if (deletionLock) {
    throw new Problem("deletion_locked", `${e164} has a deletion lock. Set deletion_lock to false first.`);
  }
  const [unfinished] = await unfinishedImport(db, number.id);
  if (unfinished) {
    throw new Problem(
      "illegal_transition",
      `The import of ${e164} is not finished. Wait for the end of GET /v1/import-jobs/${unfinished.jobId}.`,
    );
  }
}

async function restore(ctx: Context, { job, region, port }: Work, number: NumberRow): Promise<ItemReport> {
  const { id: phoneNumberId, tenantId, carrierId, e164 } = number;
  const {
    rows: [row],
  } = await batchNamed(ctx.db, { rows: snapshotOf(ctx.db, phoneNumberId) });
  if (!row) return { restored: [], notRestored: [] };
  if (job.options.force) {
    // A snapshot that no key opens keeps no number here.
    const touched = await openSnapshot(ctx.vault, row).then(touchedBy, () => []);
    return { restored: [], notRestored: touched.map((name) => notRestored(name, "forced")) };
  }
  const before = await openSnapshot(ctx.vault, row);
  const at = { tenantId, phoneNumberId, carrierId, e164, accountRegion: region };
  return job.dryRun
    ? await previewRestoration(await port(), at, before)
    : await restoreSettings(await port(), at, before);
}
