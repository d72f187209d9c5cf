import { stalledImportJobs } from "#acquisition/imports/queries";
import { resealSnapshot, snapshotKeyOf, staleSnapshots } from "#acquisition/imports/reseal-snapshots";
import { requeueImportJob } from "#acquisition/imports/run-job";
import { buyItem } from "#acquisition/orders/buy-item";
import { lostItems, requeueItem, stalledItems } from "#acquisition/orders/recover-items";
import { overdueHolds } from "#acquisition/reservations/queries";
import { laggingEndpoints } from "#events/webhook-endpoints/queries";
import { closeFinding } from "#findings/facts";
import { finishedPurchases } from "#findings/queries";
import { deleteExpiredKeys } from "#idempotency/expire";
import { abandonedBulkItems, lostBulkItems, requeueBulkItem } from "#inventory/bulk-jobs/process-item";
import { numbersPastCoolingOff, unconfirmedReleases } from "#inventory/phone-numbers/job-reads";
import type { NumberRow } from "#inventory/phone-numbers/table";
import type { KeyRange, RowKey } from "#kernel/http/page";
import type { Context } from "#kernel/ports/context";
import { expireJobRuns } from "#operations/job-runs/expire-job-runs";
import { expireRepairs, expireSyncs } from "#operations/sync/expire-syncs";
import { deleteObject } from "#porting/documents/discarded-objects";
import { documentsToScan, objectsToDelete } from "#porting/documents/queries";
import { scanDocument } from "#porting/documents/scan-document";
import { expireAnswers } from "#porting/portability-checks/expire-answers";
import { stalledChecks } from "#porting/portability-checks/queries";
import { requeueCheck } from "#porting/portability-checks/run-check";
import { abandonedRequests, cancelAbandoned } from "#porting/progress/cancel-abandoned";
import { expireDraft, idleDrafts } from "#porting/requests/expire-drafts";
import { linksToReport } from "#porting/share-links/queries";
import { reportExpiry } from "#porting/share-links/report-expiry";
import { expireSessions } from "#sessions/expire-sessions";
import { expireCalls } from "#traffic/calls/expire-calls";
import { expireMessages } from "#traffic/messages/expire-messages";
import { expireRefusals, expireUsage } from "#traffic/usage/expire-usage";

/**
 * One kind of unfinished work. A row step processes rows one by one; a deletion step deletes expired rows. A job run
 * counts the step's rows under `name`.
 *
 * **Invariant:** a step may run early, late, twice or concurrently with itself. A row that it finds is only a hint: the
 * row's owner (its Durable Object or its conditional update) decides whether there is anything to do.
 */
export type CleanupStep = RowStep | DeletionStep;

export interface RowStep {
  readonly name: string;
  readonly find: (ctx: Context, keyRange: KeyRange) => Promise<readonly Task[]>;
}

export interface DeletionStep {
  readonly name: string;
  /** Deletes up to `limit` rows and returns how many it deleted. */
  readonly clear: (ctx: Context, limit: number) => Promise<number>;
}

/** The work for one row, and the row's key in the order of its step. */
interface Task {
  readonly key: RowKey;
  readonly work: () => Promise<unknown>;
}

/** Makes a row step that runs `work` for each row that `find` returns, in the order of the rows' keys. */
function rowStep<Row>(
  name: string,
  find: (ctx: Context, keyRange: KeyRange) => PromiseLike<readonly Row[]>,
  keyOf: (row: Row) => RowKey,
  work: (ctx: Context, row: Row) => Promise<unknown>,
): RowStep {
  const taskOf = (ctx: Context, row: Row): Task => ({ key: keyOf(row), work: () => work(ctx, row) });
  return { name, find: async (ctx, keyRange) => (await find(ctx, keyRange)).map((row) => taskOf(ctx, row)) };
}

/** After this long without a confirmation, the request that started a release has died. */
const RELEASE_STALE_MS = 60_000;

const updateKeyOf = ({ updatedAt, id }: { updatedAt: number; id: string }): RowKey => ({ at: updatedAt, id });

export const steps: readonly CleanupStep[] = [
  rowStep(
    "announced_holds",
    overdueHolds,
    ({ expiresAt, id }) => ({ at: expiresAt, id }),
    (ctx, { e164 }) => ctx.numberObject(e164).reconcile(),
  ),
  rowStep("driven_items", stalledItems, ({ item }) => updateKeyOf(item), buyItem),
  rowStep("requeued_items", lostItems, ({ item }) => updateKeyOf(item), requeueItem),
  rowStep("retaken_bulk_items", abandonedBulkItems, updateKeyOf, requeueBulkItem),
  rowStep("resent_bulk_items", lostBulkItems, updateKeyOf, requeueBulkItem),
  rowStep("resealed_snapshots", staleSnapshots, snapshotKeyOf, resealSnapshot),
  rowStep("resent_import_jobs", stalledImportJobs, ({ wakeAt, id }) => ({ at: wakeAt, id }), requeueImportJob),
  rowStep("resent_portability_checks", stalledChecks, ({ wakeAt, id }) => ({ at: wakeAt, id }), requeueCheck),
  rowStep("expired_drafts", idleDrafts, ({ statusSince, id }) => ({ at: statusSince, id }), expireDraft),
  rowStep(
    "canceled_abandoned_ports",
    abandonedRequests,
    ({ statusSince, id }) => ({ at: statusSince, id }),
    cancelAbandoned,
  ),
  rowStep(
    "driven_releases",
    (ctx, keyRange) => unconfirmedReleases(ctx, ctx.now - RELEASE_STALE_MS, keyRange),
    updateKeyOf,
    continueRelease,
  ),
  rowStep(
    "cooled_off",
    numbersPastCoolingOff,
    ({ coolingOffUntil, id }) => ({ at: coolingOffUntil ?? 0, id }),
    (ctx, row) => ctx.numberObject(row.e164).endCoolingOff({ by: bySystem(ctx, row), phoneNumberId: row.id }),
  ),
  rowStep(
    "closed_findings",
    finishedPurchases,
    ({ createdAt, id }) => ({ at: createdAt, id }),
    (ctx, finding) => ctx.db.batch(closeFinding(ctx, finding)),
  ),
  rowStep(
    "woken_webhooks",
    laggingEndpoints,
    ({ id }) => ({ at: 0, id }),
    (ctx, { id }) => ctx.webhookObject(id).wake(),
  ),
  rowStep("scanned_documents", documentsToScan, ({ nextScanAt, id }) => ({ at: nextScanAt ?? 0, id }), scanDocument),
  rowStep(
    "deleted_objects",
    objectsToDelete,
    ({ dueAt, id }) => ({ at: dueAt, id }),
    (ctx, { id }) => deleteObject(ctx, id),
  ),
  rowStep("expired_share_links", linksToReport, ({ expiresAt, id }) => ({ at: expiresAt, id }), reportExpiry),
  { name: "forgotten_keys", clear: deleteExpiredKeys },
  { name: "forgotten_sessions", clear: expireSessions },
  { name: "forgotten_portability", clear: expireAnswers },
  { name: "forgotten_runs", clear: expireJobRuns },
  { name: "forgotten_syncs", clear: expireSyncs },
  { name: "forgotten_repairs", clear: expireRepairs },
  { name: "expired_calls", clear: expireCalls },
  { name: "expired_messages", clear: expireMessages },
  { name: "forgotten_usage", clear: expireUsage },
  { name: "forgotten_refusals", clear: expireRefusals },
];

const bySystem = (ctx: Context, { tenantId }: NumberRow) => ({ tenantId, actor: "system", requestId: ctx.requestId });

async function continueRelease(ctx: Context, row: NumberRow): Promise<void> {
  const { id: phoneNumberId, carrierId, e164 } = row;
  const object = ctx.numberObject(e164);
  const { kind } = await object.release({ by: bySystem(ctx, row), phoneNumberId, carrierId });
  if (kind === "pending") await object.reconcile();
}
