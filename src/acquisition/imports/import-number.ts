import { unwrap } from "#carriers/problem";
import { assignAgent } from "#inventory/assignments/assign-agent";
import { latestAssignment } from "#inventory/assignments/queries";
import { latestPlan } from "#inventory/routing/queries";
import { setPlan } from "#inventory/routing/set-plan";
import { batchAll, batchNamed } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { type Claimed, claimNumber } from "./claim-number";
import { finishImportItem } from "./finish-item";
import { differing, pointedSettings } from "./point-settings";
import { itemIs } from "./queries";
import { openSnapshot, snapshotOf } from "./snapshots";
import type { ImportItemRow } from "./table";
import { failImport, startUndo } from "./undo-import";
import type { Work } from "./work";

/**
 * Imports one number: reads it, stores its snapshot with its row in the inventory, sets up its agent, points it at the
 * platform and reads it back. Each step is stored before the next, and each is safe to repeat. An import that Twilio
 * refuses is undone.
 */
export async function importNumber(ctx: Context, work: Work, item: ImportItemRow): Promise<void> {
  if (item.step === "undoing") return await failImport(ctx, work, item);
  if (work.isClosed) {
    if (item.step === "pending") throw tenantClosed();
    return await failImport(ctx, work, await startUndo(ctx, item, tenantClosed()));
  }
  const claimed = item.step === "claimed" ? await readClaim(ctx, item) : await claimNumber(ctx, work, item);
  if (!claimed) return;
  try {
    await setUp(ctx, work, item);
    await point(ctx, work, item, claimed);
  } catch (error) {
    return await failImport(ctx, work, await startUndo(ctx, item, error));
  }
  await batchAll(ctx.db, finishImportItem(ctx, work.job, item, { error: null }, itemIs(item, ["claimed"])));
}

export const tenantClosed = (): Problem =>
  new Problem("tenant_closed", "The tenant was closed before this import ended.");

async function readClaim({ db, vault }: Context, item: ImportItemRow): Promise<Claimed> {
  const { phoneNumberId, carrierId, e164 } = item;
  const [row] = await snapshotOf(db, phoneNumberId);
  if (!row || carrierId === null || e164 === null) throw new Error(`The import item ${item.id} has no snapshot.`);
  return { carrierId, e164, before: await openSnapshot(vault, row) };
}

/**
 * Before the number rings here, so that no call comes in between. A repeat leaves alone what the tenant has set or
 * ended meanwhile.
 */
async function setUp(ctx: Context, { job }: Work, { phoneNumberId }: ImportItemRow): Promise<void> {
  const { agentId, routing } = job.options.configuration;
  if (!agentId && !routing) return;
  const {
    assignments: [assignment],
    plans: [plan],
  } = await batchNamed(ctx.db, {
    assignments: latestAssignment(ctx.db, phoneNumberId),
    plans: latestPlan(ctx.db, phoneNumberId),
  });
  if (agentId && !assignment) await assignAgent(ctx, phoneNumberId, agentId);
  if (routing && !plan) await setPlan(ctx, phoneNumberId, routing, undefined);
}

async function point(ctx: Context, { job, region, port }: Work, item: ImportItemRow, claimed: Claimed): Promise<void> {
  const { carrierId, e164, before } = claimed;
  const twilio = await port();
  const { publicOrigin } = ctx.config;
  const { tenantId } = job;
  const wanted = pointedSettings(before.settings, { publicOrigin, tenantId, phoneNumberId: item.phoneNumberId });
  const written = await twilio.write(carrierId, wanted);
  // Whether a write of unknown outcome took effect shows in what is read back.
  if (written.kind !== "unknown") unwrap(written);
  const now = unwrap(await twilio.read(carrierId));
  if (!now) throw new Problem("not_found", `The account at Twilio does not have ${e164} any more.`);
  const different = differing(wanted, now.settings);
  if (different.length > 0) {
    unwrap(written);
    const detail = `Twilio took the new settings of ${e164}, and shows others for ${different.join(", ")}. Another program may have changed them. Retry.`;
    throw new Problem("configuration_not_kept", detail);
  }
  if (before.voiceRegion !== null && before.voiceRegion !== region) unwrap(await twilio.setVoiceRegion(e164, region));
}
