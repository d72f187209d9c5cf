import { and, eq, lte } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { systemSource } from "#events/log/source";
import { batchAll, batchNamed, type Statement, wroteSomething } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { canonicalJson } from "#kernel/values/digest";
import { wantedParts } from "./parts";
import type { Provisioned, ProvisioningError } from "./provisioned";
import { accountGone } from "./provisioning-hints";
import { hasWorkAtTwilio, readTrunk } from "./queries";
import { reconcileParts } from "./reconcile-parts";
import { removeParts } from "./remove-parts";
import { sipTrunks, type Trunk, type TrunkRow } from "./table";
import { accountOfTrunk } from "./trunk-account";

/** Each step at Twilio renews it. Longer than the longest request, so that no two invocations work at a time. */
const LEASE_MS = 2 * 60_000;
/** A lease that is older is renewed with the next part, whether or not the part changed. */
const RENEW_MS = 30_000;
const RETRY_MS = 60_000;
/** A removal that Twilio refuses is tried again after this long, for `REMOVAL_MS` in all. */
const RETRY_REMOVAL_MS = 60 * 60_000;
const REMOVAL_MS = 7 * 24 * 60 * 60_000;
/** A trunk that is changed all the time is left to the next job. */
const MAX_ROUNDS = 3;

/**
 * Makes Twilio's state of a trunk that is `pending` or `removing` equal to ours. Safe to repeat: each SID is stored
 * before the next request, and whatever has our label at Twilio is found again. Does nothing while another invocation
 * works on it.
 */
export async function provisionTrunk(
  ctx: Context,
  tenantId: string,
  id: string,
  reportLeft: ReportLeft | null = null,
): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const work = await claimWork(ctx, tenantId, id);
    if (!work || !(await workOn(ctx, work, reportLeft))) return;
  }
}

/**
 * Statements that open a finding about a deleted trunk whose parts stay at Twilio, from the group of findings, which
 * ranks higher. They follow the write that gives up, and must write only if it wrote something. A removal for which
 * nothing reports is never given up.
 */
export type ReportLeft = (ctx: Context, trunk: TrunkRow, error: ProvisioningError) => readonly Statement[];

/** A trunk whose lease is ours. */
interface Work extends Trunk {
  lease: number;
}

const instant = ({ now, elapsedMs }: Context): number => now + elapsedMs();

async function claimWork(ctx: Context, tenantId: string, id: string): Promise<Work | null> {
  const now = instant(ctx);
  const lease = now + LEASE_MS;
  const claimed = await ctx.db
    .update(sipTrunks)
    .set({ provisioningUntil: lease })
    .where(and(eq(sipTrunks.id, id), hasWorkAtTwilio, lte(sipTrunks.provisioningUntil, now)));
  if (!wroteSomething(claimed)) return null;
  const found = await readTrunk(ctx.db, tenantId, id);
  return found && { ...found, lease };
}

/** Returns true if the trunk was changed meanwhile, so that there is more to do. */
async function workOn(ctx: Context, work: Work, reportLeft: ReportLeft | null): Promise<boolean> {
  const { trunk } = work;
  const account = await accountOfTrunk(ctx, trunk);
  if (!account) return await stop(ctx, work, accountGone, reportLeft);
  const save = (provisioned: Provisioned) => saveProgress(ctx, work, provisioned);
  const renew = (provisioned: Provisioned) =>
    instant(ctx) < work.lease - LEASE_MS + RENEW_MS ? Promise.resolve(true) : save(provisioned);
  const outcome = await (trunk.deletedAt === null
    ? reconcileParts(account.sip, {
        wanted: wantedParts(work, ctx.config.publicOrigin, await passwordOf(ctx, trunk)),
        provisioned: trunk.provisioned,
        save,
        renew,
      })
    : removeParts(account.sip, trunk, { save, renew }));
  switch (outcome.kind) {
    case "done":
      return await finish(ctx, work, outcome.provisioned);
    case "lease_lost":
      return false;
    case "failed":
      return await stop(ctx, work, outcome.error, reportLeft);
  }
}

const passwordOf = async ({ vault }: Context, { id, tenantId, password }: TrunkRow): Promise<string | null> =>
  password === null ? null : await vault.open(password, { tenantId, rowId: id });

/** Stores a step. False: another invocation has the lease now. */
async function saveProgress(ctx: Context, work: Work, provisioned: Provisioned): Promise<boolean> {
  const lease = Math.max(instant(ctx) + LEASE_MS, work.lease + 1);
  const saved = await ctx.db.update(sipTrunks).set({ provisioned, provisioningUntil: lease }).where(isOurs(work));
  work.lease = lease;
  return wroteSomething(saved);
}

const isOurs = ({ trunk, lease }: Work) => and(eq(sipTrunks.id, trunk.id), eq(sipTrunks.provisioningUntil, lease));

async function finish(ctx: Context, work: Work, provisioned: Provisioned): Promise<boolean> {
  const { trunk } = work;
  const carrierTrunkSid = provisioned.parts?.find(({ name }) => name === "trunk")?.id ?? null;
  if (trunk.provisioning === "removing") {
    const fields = { provisioning: "not_needed", provisioned: {}, provisioningUntil: 0 } as const;
    await ctx.db.update(sipTrunks).set(fields).where(isOurs(work));
    return false;
  }
  const { finished } = await batchNamed(ctx.db, {
    finished: ctx.db
      .update(sipTrunks)
      .set({
        ...next(ctx, trunk),
        provisioning: "provisioned",
        provisioningError: null,
        provisioningUntil: 0,
        provisioned,
        carrierTrunkSid,
      })
      .where(and(isOurs(work), eq(sipTrunks.version, trunk.version))),
    event: recordEvent(ctx.db, systemSource(ctx, trunk.tenantId), "sip_trunk.provisioned", trunk.id, {
      name: trunk.name,
      provider: trunk.provider,
    }),
  });
  if (wroteSomething(finished)) return false;
  await ctx.db.update(sipTrunks).set({ provisioned, carrierTrunkSid, provisioningUntil: 0 }).where(isOurs(work));
  return true;
}

const next = (ctx: Context, { version }: TrunkRow) => ({ version: version + 1, updatedAt: ctx.now });

/** Stores why the work stopped, and when it goes on. */
async function stop(
  ctx: Context,
  work: Work,
  error: ProvisioningError,
  reportLeft: ReportLeft | null,
): Promise<boolean> {
  const { trunk } = work;
  const now = instant(ctx);
  console.log({ message: "a SIP trunk could not be provisioned", trunk: trunk.id, ...error });
  if (trunk.provisioning === "removing") {
    const isOver = reportLeft !== null && now - (trunk.deletedAt ?? now) > REMOVAL_MS;
    const fields = isOver
      ? ({ provisioning: "not_needed", provisioningUntil: 0 } as const)
      : { provisioningUntil: now + RETRY_REMOVAL_MS };
    await batchAll(ctx.db, [
      ctx.db.update(sipTrunks).set(fields).where(isOurs(work)),
      ...(isOver ? reportLeft(ctx, trunk, error) : []),
    ]);
    return false;
  }
  const isFinal = error.code !== "carrier_unavailable";
  const isNews = canonicalJson(error) !== canonicalJson(trunk.provisioningError);
  const { stopped } = await batchNamed(ctx.db, {
    stopped: ctx.db
      .update(sipTrunks)
      .set({
        ...((isNews || isFinal) && next(ctx, trunk)),
        provisioning: isFinal ? "failed" : "pending",
        provisioningError: error,
        provisioningUntil: isFinal ? 0 : now + RETRY_MS,
      })
      .where(and(isOurs(work), eq(sipTrunks.version, trunk.version))),
    event: isFinal ? [failedEvent(ctx, trunk, error)] : [],
    // The lease is still there if the trunk was changed meanwhile: its new settings are tried at once.
    released: ctx.db.update(sipTrunks).set({ provisioningUntil: 0 }).where(isOurs(work)),
  });
  return !wroteSomething(stopped);
}

const failedEvent = (ctx: Context, trunk: TrunkRow, { part, detail, carrier_code, hint }: ProvisioningError) =>
  recordEvent(ctx.db, systemSource(ctx, trunk.tenantId), "sip_trunk.provisioning_failed", trunk.id, {
    name: trunk.name,
    provider: trunk.provider,
    part,
    detail,
    carrier_code,
    hint,
  });
