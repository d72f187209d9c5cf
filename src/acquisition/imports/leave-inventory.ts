import { and, type SQL } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { endAssignment } from "#inventory/assignments/assignment-statements";
import { latestAssignment } from "#inventory/assignments/queries";
import { detachImported, isDetached } from "#inventory/phone-numbers/imported-numbers";
import { numberConflict } from "#inventory/phone-numbers/number-problems";
import type { NumberRow } from "#inventory/phone-numbers/table";
import { batchNamed, wroteSomething } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { finishImportItem } from "./finish-item";
import type { ItemError, ItemReport } from "./import-item";
import { deleteSnapshot } from "./snapshots";
import type { ImportItemRow, ImportJobRow } from "./table";

interface Departure {
  readonly job: ImportJobRow;
  readonly item: ImportItemRow;
  readonly report: ItemReport;
  /** Why the import failed; null for a detachment. */
  readonly error: ItemError | null;
  /** After a detachment by force, so that a later import can still put the number back. */
  readonly keepSnapshot: boolean;
}

/**
 * Takes a number out of the inventory and finishes its item, in one batch. Throws `changed_meanwhile` if the number has
 * changed since it was read.
 */
export async function leaveInventory(
  ctx: Context,
  number: NumberRow,
  { job, item, report, error, keepSnapshot }: Departure,
  gate?: SQL,
): Promise<void> {
  const { db } = ctx;
  const source = sourceOf(ctx);
  const { id, e164: phone_number, carrierAccountId } = number;
  const [assignment] = number.agentId === null ? [] : await latestAssignment(db, id);
  const gone = isDetached(id);
  const { detached } = await batchNamed(db, {
    detached: detachImported(db, number, ctx.now),
    event: recordEvent(db, source, "phone_number.detached", id, {
      phone_number,
      carrier_account_id: carrierAccountId,
      import_job_id: job.id,
      not_restored: (report.notRestored ?? []).map(({ setting }) => setting),
      error: error?.code ?? null,
    }),
    ended: endAssignment(db, source, assignment),
    snapshot: keepSnapshot ? [] : [deleteSnapshot(db, id, gone)],
    finished: finishImportItem(ctx, job, item, { error, report }, and(gate, gone)),
  });
  if (!wroteSomething(detached)) throw numberConflict(phone_number);
}
