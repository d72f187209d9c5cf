import { and, eq, ne, type SQL } from "drizzle-orm";
import { UNBILLED } from "#acquisition/account/caps";
import { mayTake } from "#acquisition/account/queries";
import { capProblem } from "#acquisition/account/refuse";
import { unwrap } from "#carriers/problem";
import { isConnected } from "#connections/carrier-accounts/queries";
import {
  signsWebhooks,
  webhookObstacle,
  webhooksUnverifiable,
} from "#connections/carrier-accounts/webhook-verification";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { importedAmong, insertImported } from "#inventory/phone-numbers/imported-numbers";
import { batchAll, batchNamed, insertIf, previousWroteSomething, wroteSomething } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import type { ConfiguredNumber, NumberConfigurationPort } from "#kernel/ports/number-configuration";
import { countryAndTypeOf } from "#kernel/values/phone";
import { whileLeased } from "#tenants/subject-lease";
import { finishImportItem, type ItemResult } from "./finish-item";
import type { ItemError } from "./import-item";
import { importedElsewhere } from "./imported-elsewhere";
import { type Obstacle, obstaclesOf, obstacleText, stoppedBy } from "./obstacles";
import { isWebhookAt, withoutLeftovers } from "./point-settings";
import { itemIs } from "./queries";
import { readVoiceRegion } from "./restore-settings";
import { latestSnapshot, openSnapshot, type Snapshot, snapshotRow } from "./snapshots";
import { type ImportItemRow, importItems, numberSnapshots } from "./table";
import type { Work } from "./work";

/** A number that the inventory has, with its settings before. */
export interface Claimed {
  readonly carrierId: string;
  readonly e164: string;
  readonly before: Snapshot;
}

interface Candidate {
  readonly number: ConfiguredNumber;
  readonly before: Snapshot;
  readonly obstacles: readonly Obstacle[];
}

/**
 * Reads a number at Twilio and writes it into the inventory with its snapshot, in one batch. Null if the item is
 * finished with that: something stands in the way, or the job is a dry run.
 */
export async function claimNumber(ctx: Context, work: Work, item: ImportItemRow): Promise<Claimed | null> {
  const { job } = work;
  requireVerifiableWebhooks(work);
  const candidate = await readCandidate(ctx, work, item, await work.port());
  const { carrierId, e164 } = candidate.number;
  const found = { carrierId, e164 };
  const finish = async (result: Omit<ItemResult, "found">): Promise<null> => {
    await batchAll(ctx.db, finishImportItem(ctx, job, item, { ...result, found }));
    return null;
  };
  const report = { replaced: candidate.obstacles };
  const stops = stoppedBy(candidate.obstacles, job.options.overwrite);
  const own = stops.find(({ kind }) => kind === "already_imported");
  const mine = own?.kind === "already_imported" ? { phoneNumberId: own.phoneNumberId } : {};
  if (own && job.options.all) return await finish({ error: null, report: {}, ...mine });
  if (stops.length > 0) return await finish({ error: stoppedError(e164, stops), report, ...mine });
  if (job.dryRun) {
    const refused = await capProblem(ctx, job.tenantId, [UNBILLED], "It would not be imported.");
    if (refused) throw refused;
    return await finish({ error: null, report });
  }
  await writeClaim(ctx, work, item, candidate);
  return { ...found, before: candidate.before };
}

/** Throws `webhooks_not_verifiable`, or a problem that passes while a verification of the account is to come. */
function requireVerifiableWebhooks({ account }: Work): void {
  const obstacle = account && webhookObstacle(account);
  if (!obstacle) return;
  throw obstacle.mayPass ? new Problem("carrier_unavailable", obstacle.detail) : webhooksUnverifiable(obstacle);
}

const stopCodes = {
  already_imported: "number_already_yours",
  imported_by_another_tenant: "number_owned",
  trunk: "number_in_use",
  application: "number_in_use",
  studio_flow: "number_in_use",
  region: "number_in_use",
} as const satisfies Record<Obstacle["kind"], ItemError["code"]>;

const stoppedError = (e164: string, stops: readonly Obstacle[]): ItemError => ({
  code: stops[0] ? stopCodes[stops[0].kind] : "number_in_use",
  detail: `${e164} was not imported. ${stops.map(obstacleText).join(" ")}`,
  carrierCode: null,
});

/** The number in the account. Throws `not_found`. */
async function findNumber(port: NumberConfigurationPort, { reference }: ImportItemRow): Promise<ConfiguredNumber> {
  const found = unwrap(await (reference.startsWith("+") ? port.find(reference) : port.read(reference)));
  if (!found) throw new Problem("not_found", `The account at Twilio has no number ${reference}.`);
  return found;
}

/**
 * Reads the number as it is, and whether a tenant has imported it. A number that shows this platform's URLs although
 * no tenant has it may have been read just before another tenant's detachment put it back, so it is read again.
 */
async function readCandidate(
  ctx: Context,
  { job, region }: Work,
  item: ImportItemRow,
  port: NumberConfigurationPort,
): Promise<Candidate> {
  const { db, vault, config } = ctx;
  const found = await findNumber(port, item);
  const voiceRegion = await readVoiceRegion(port, found.e164);
  const [
    {
      imported: [importedHere],
      old: [old],
    },
    [importedThere],
  ] = await Promise.all([
    batchNamed(db, {
      imported: importedAmong(db, [found.carrierId]),
      old: latestSnapshot(db, job.tenantId, found.carrierId),
    }),
    importedElsewhere(ctx, job.tenantId, [found.carrierId]),
  ]);
  const importedAs = importedHere ?? importedThere;
  const isOurs = isWebhookAt(config.origins);
  const showsUs = !importedAs && withoutLeftovers(found.settings, null, isOurs) !== found.settings;
  const number = showsUs ? await findNumber(port, item) : found;
  const oldSettings = old ? (await openSnapshot(vault, old)).settings : null;
  const settings = withoutLeftovers(number.settings, oldSettings, isOurs);
  const obstacles = obstaclesOf({ tenantId: job.tenantId, settings, accountRegion: region, voiceRegion, importedAs });
  return { number, before: { settings, voiceRegion }, obstacles };
}

/** Throws if the tenant's caps refuse the number, or if another import or a change of the account was faster. */
const writeClaim = (ctx: Context, work: Work, item: ImportItemRow, candidate: Candidate): Promise<void> =>
  whileLeased(ctx, "imported_number", [candidate.number.carrierId], async (isLeased) => {
    const { carrierId, e164 } = candidate.number;
    const others = await importedElsewhere(ctx, work.job.tenantId, [carrierId]);
    if (others.length > 0) throw anotherWasFaster(e164);
    await insertClaim(ctx, work, item, candidate, isLeased);
  });

const anotherWasFaster = (e164: string): Problem =>
  new Problem("changed_meanwhile", `Another import of ${e164}, or a change of the account, was faster.`);

async function insertClaim(
  ctx: Context,
  { job }: Work,
  item: ImportItemRow,
  { number, before, obstacles }: Candidate,
  isLeased: SQL | undefined,
): Promise<void> {
  const { db, now } = ctx;
  const { tenantId, carrierAccountId } = job;
  const { carrierId, e164, capabilities } = number;
  const { phoneNumberId: id } = item;
  const { country, type } = countryAndTypeOf(e164);
  const { configuration } = job.options;
  const row = {
    ...{ id, tenantId, carrierAccountId, carrierId, e164, country, capabilities, at: now },
    type: number.type ?? type,
    configuration: { ...configuration, friendlyName: configuration.friendlyName ?? before.settings.friendly_name },
  };
  const snapshot = await snapshotRow(ctx.vault, { phoneNumberId: id, tenantId, carrierId, createdAt: now }, before);
  const isFree = itemIs(item, ["pending"]);
  const isUsable = and(isConnected(tenantId, carrierAccountId), signsWebhooks(carrierAccountId));
  const gate = and(mayTake(tenantId, [UNBILLED]), isUsable, isFree, isLeased);
  const { inserted } = await batchNamed(db, {
    inserted: insertImported(db, row, gate ?? isFree),
    event: recordEvent(db, sourceOf(ctx), "phone_number.imported", id, {
      phone_number: e164,
      carrier_account_id: carrierAccountId,
      import_job_id: job.id,
    }),
    snapshot: insertIf(db, numberSnapshots, snapshot, previousWroteSomething),
    claimed: db
      .update(importItems)
      .set({ carrierId, e164, step: "claimed", report: { replaced: obstacles }, updatedAt: now })
      .where(and(eq(importItems.id, item.id), eq(importItems.step, "pending"), previousWroteSomething)),
    // The snapshot that an earlier import left, whose values are in the new one.
    old: db
      .delete(numberSnapshots)
      .where(
        and(
          eq(numberSnapshots.tenantId, tenantId),
          eq(numberSnapshots.carrierId, carrierId),
          ne(numberSnapshots.phoneNumberId, id),
          previousWroteSomething,
        ),
      ),
  });
  if (wroteSomething(inserted)) return;
  const capped = await capProblem(ctx, tenantId, [UNBILLED], `${e164} was not imported.`);
  if (capped) throw capped;
  throw anotherWasFaster(e164);
}
