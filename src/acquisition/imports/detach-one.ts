import { notPurchasedDetail } from "#inventory/phone-numbers/own-number";
import { numberOf } from "#inventory/phone-numbers/queries";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { importJobOf, listImportItems } from "./queries";
import type { Detachment } from "./responses";
import { runImportJob } from "./run-job";
import { storeJob } from "./submit-job";
import { toDetachRequest, toImportItem } from "./wire";

/** Detaches one number within the request, by a job of its own that is finished in the background if need be. */
export async function detachOne(
  ctx: Context,
  reference: string,
  { force, dryRun }: { readonly force: boolean; readonly dryRun: boolean },
): Promise<Detachment> {
  requireScope(ctx, "numbers:write");
  const number = await numberOf(ctx, reference);
  const { id, e164, carrierAccountId, acquisitionMethod } = number;
  if (carrierAccountId === null || acquisitionMethod !== "imported") {
    const bought = `${e164} was not imported, so it can't be detached. Release it instead.`;
    throw new Problem("illegal_transition", notPurchasedDetail(number, "detached") ?? bought);
  }
  const request = toDetachRequest({ phone_numbers: [id], force, dry_run: dryRun });
  const { id: jobId } = await storeJob({ ...ctx, idempotency: null }, carrierAccountId, request);
  await runImportJob(ctx, jobId);
  let job = await importJobOf(ctx, jobId);
  if (job.endedAt === null) {
    // Another request may just have changed the number.
    await runImportJob(ctx, jobId);
    job = await importJobOf(ctx, jobId);
  }
  const { rows } = await listImportItems(ctx, jobId, { limit: 1 });
  const [row] = rows;
  const item = row && toImportItem(row, job);
  if (!item) throw new Error(`The import job ${jobId} has no item.`);
  if (item.error) throw new Problem(item.error.code, item.error.detail, { carrierCode: item.error.carrier_code });
  return { import_job_id: item.status === "pending" ? jobId : null, ...item };
}
