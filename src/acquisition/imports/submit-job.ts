import { requireAccount } from "#connections/carrier-accounts/queries";
import { webhookObstacle, webhooksUnverifiable } from "#connections/carrier-accounts/webhook-verification";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { createOnce } from "#idempotency/once";
import { requireAgents } from "#inventory/agents/queries";
import { importedNamed } from "#inventory/phone-numbers/imported-numbers";
import { describeError, insertAllIf, insertIf, previousWroteSomething } from "#kernel/db/db";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { agentsIn } from "#kernel/values/routing-plan";
import type { ImportAction, ImportOptions } from "./import-item";
import { newItem } from "./list-items";
import type { ImportJob } from "./responses";
import { type ImportItemRow, type ImportJobRow, importItems, importJobs } from "./table";
import { toImportJob } from "./wire";

/** A message that has not arrived this long after its time is lost. */
export const LOST_MS = 120_000;

export interface JobRequest {
  readonly action: ImportAction;
  readonly dryRun: boolean;
  readonly options: ImportOptions;
  /** E.164 forms, Twilio's ids or ids of numbers here; not used for all numbers of the account. */
  readonly references: readonly string[];
}

/** Stores a job and sends it to the queue. */
export async function submitJob(ctx: Context, accountId: string, request: JobRequest): Promise<ImportJob> {
  requireScope(ctx, "numbers:write");
  requireScope(ctx, "accounts:write");
  const account = await requireAccount(ctx, accountId);
  const obstacle = request.action === "import" ? webhookObstacle(account) : null;
  if (obstacle) throw webhooksUnverifiable(obstacle);
  const { agentId, routing } = request.options.configuration;
  const agents = [...(agentId ? [agentId] : []), ...(routing ? agentsIn(routing) : [])];
  if (agents.length > 0) await requireAgents(ctx, agents);
  const job = await storeJob(ctx, accountId, request);
  try {
    await ctx.enqueueImport(job.id, 0);
  } catch (error) {
    console.error({
      message: "An import job was not queued. The cleanup job will send it.",
      request_id: ctx.requestId,
      error: describeError(error),
    });
  }
  return job;
}

/** Stores a job with its items. A job over all numbers lists its items later. */
export async function storeJob(
  ctx: Context,
  carrierAccountId: string,
  { action, dryRun, options, references }: JobRequest,
): Promise<ImportJob> {
  const { db, now, principal, requestId } = ctx;
  const { tenantId, keyId } = principal;
  const job: ImportJobRow = {
    id: ctx.newId("importJob"),
    ...{ tenantId, carrierAccountId, action, dryRun, options, keyId, requestId },
    listPosition: null,
    listed: !options.all,
    itemCount: references.length,
    succeeded: 0,
    failed: 0,
    runner: null,
    wakeAt: now + LOST_MS,
    waits: 0,
    errorCode: null,
    errorDetail: null,
    carrierCode: null,
    createdAt: now,
    endedAt: null,
  };
  const items = await itemsOf(ctx, job, references);
  return await createOnce(ctx, {
    body: toImportJob(job),
    writes: (gate) => [
      insertIf(db, importJobs, job, gate),
      recordEvent(db, sourceOf(ctx), "import_job.created", job.id, {
        action,
        dry_run: dryRun,
        carrier_account_id: carrierAccountId,
      }),
      insertAllIf(db, importItems, items, previousWroteSomething),
    ],
  });
}

async function itemsOf(ctx: Context, job: ImportJobRow, references: readonly string[]): Promise<ImportItemRow[]> {
  const isImport = job.action === "import";
  const numbers = isImport ? [] : await importedNamed(ctx.db, job, references);
  // Ids sort by creation: of several imports of one number, the newest counts.
  numbers.sort((a, b) => (a.id < b.id ? -1 : 1));
  const named = new Map(numbers.flatMap((row) => [[row.e164, row] as const, [row.id, row] as const]));
  return references.map((reference, position) => {
    const number = named.get(reference);
    const phoneNumberId = isImport ? ctx.newId("phoneNumber") : (number?.id ?? reference);
    const e164 = number?.e164 ?? (reference.startsWith("+") ? reference : null);
    const carrierId = number?.carrierId ?? (reference.startsWith("PN") ? reference : null);
    return newItem(ctx, job, { reference, e164, carrierId, phoneNumberId }, position);
  });
}
