import { and, eq, isNull, lte, or, type SQL, sql } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { systemSource } from "#events/log/source";
import { batchNamed, type Statement, wroteSomething } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { canonicalJson } from "#kernel/values/digest";
import { probeDependenciesOf } from "#runtime/sip-probe";
import type { RungResult } from "#sip/probe/gateway";
import { afterProbe, MIN_PROBE_INTERVAL_MS, unprobed } from "#sip/probe/health";
import { type ProbeDependencies, probeGateway } from "#sip/probe/probe";
import { checkParts } from "./check-parts";
import { probedState } from "./health-at";
import { wantedParts } from "./parts";
import { accountGone } from "./provisioning-hints";
import { readTrunk } from "./queries";
import { type GatewayRow, sipGateways, sipTrunks, type Trunk } from "./table";
import { accountOfTrunk } from "./trunk-account";
import { type CarrierCheck, trunkHealthOf } from "./trunk-health";

/** Longer than the longest verification: ten gateways of ten seconds each, some at a time, and Twilio's lists. */
const VERIFICATION_LEASE_MS = 2 * 60_000;
/** They share the connections that a Worker may have. */
const GATEWAYS_AT_ONCE = 4;

interface Verification {
  readonly tenantId: string;
  readonly id: string;
  /** Records an event for each rung, for a tenant who watches. */
  readonly showsSteps: boolean;
  readonly report: ReportTrunk;
}

/**
 * Reads what it needs and returns the statements that open or close the findings about a verified trunk, from the group
 * of findings, which ranks higher. They are in the batch that stores the result and may write only while `gate` holds.
 */
export type ReportTrunk = (ctx: Context, verified: Trunk, gate: SQL) => Promise<readonly Statement[]>;

interface Probing extends Verification {
  readonly deps: ProbeDependencies;
}

const instant = ({ now, elapsedMs }: Context): number => now + elapsedMs();

/**
 * Probes a trunk's gateways and compares its parts with Twilio. Stores the results, the findings that follow from them
 * and, if the trunk's status changes, an event. The trunk stays due until all of this is stored, so a verification that
 * died is repeated as a whole. Null: another invocation is at it, or the trunk is gone.
 */
export async function verifyTrunk(ctx: Context, verification: Verification): Promise<Trunk | null> {
  const { tenantId, id } = verification;
  const now = instant(ctx);
  const lease = now + VERIFICATION_LEASE_MS;
  const claimed = await ctx.db
    .update(sipTrunks)
    .set({ verifyingUntil: lease })
    .where(and(eq(sipTrunks.id, id), isNull(sipTrunks.deletedAt), lte(sipTrunks.verifyingUntil, now)));
  if (!wroteSomething(claimed)) return null;
  const found = await readTrunk(ctx.db, tenantId, id);
  if (!found) return null;
  const checks = await checkAtTwilio(ctx, found);
  const gateways: GatewayRow[] = [];
  const deps = probeDependenciesOf(ctx.config);
  for (let at = 0; at < found.gateways.length; at += GATEWAYS_AT_ONCE) {
    const some = found.gateways.slice(at, at + GATEWAYS_AT_ONCE);
    gateways.push(...(await Promise.all(some.map((gateway) => probe(ctx, { ...verification, deps }, gateway)))));
  }
  return await store(ctx, { trunk: found.trunk, gateways }, { checks, lease, report: verification.report });
}

async function checkAtTwilio(ctx: Context, { trunk, gateways }: Trunk): Promise<CarrierCheck[]> {
  if (trunk.provider === "generic") return [];
  const account = await accountOfTrunk(ctx, trunk);
  if (!account) return [{ part: accountGone.part, status: "failed", detail: accountGone.detail }];
  return await checkParts(
    account.sip,
    wantedParts({ trunk, gateways }, ctx.config.publicOrigin, null),
    trunk.provisioned,
  );
}

/** Probes a gateway and stores the result, at most once in `MIN_PROBE_INTERVAL_MS`. */
async function probe(ctx: Context, { showsSteps, deps }: Probing, gateway: GatewayRow): Promise<GatewayRow> {
  if (!gateway.enabled) return gateway;
  const begun = instant(ctx);
  const claimed = await ctx.db
    .update(sipGateways)
    .set({ probedAt: begun })
    .where(
      and(
        eq(sipGateways.id, gateway.id),
        or(isNull(sipGateways.probedAt), lte(sipGateways.probedAt, begun - MIN_PROBE_INTERVAL_MS)),
      ),
    );
  if (!wroteSomething(claimed)) return gateway;
  const { host, port, transport, username, realm } = gateway;
  const owner = { tenantId: gateway.tenantId, rowId: gateway.id };
  const password = gateway.password === null ? null : await ctx.vault.open(gateway.password, owner);
  const onRung = (result: RungResult) => recordStep(ctx, gateway, result);
  const report = await probeGateway(
    { host, port, transport, username, password, realm },
    deps,
    ...(showsSteps ? [onRung] : []),
  );
  const checkedAt = instant(ctx);
  const fields = {
    report,
    ping: afterProbe(gateway.ping ?? unprobed, report, checkedAt),
    checkedAt,
    // A probe that came to no certificate says nothing about the one that was seen before.
    certificateExpiresAt: report.certificate?.expiresAt ?? gateway.certificateExpiresAt,
  };
  // Not if the gateway was changed meanwhile: the result is about another server.
  await ctx.db
    .update(sipGateways)
    .set(fields)
    .where(and(eq(sipGateways.id, gateway.id), eq(sipGateways.updatedAt, gateway.updatedAt)));
  return { ...gateway, ...fields };
}

/** An event for the live feed, right behind the write that it is gated by. */
async function recordStep(ctx: Context, gateway: GatewayRow, result: RungResult): Promise<void> {
  const { rung, status, code, detail, sipCode: sip_code, hint } = result;
  await ctx.db.batch([
    ctx.db
      .update(sipGateways)
      .set({ probedAt: instant(ctx) })
      .where(eq(sipGateways.id, gateway.id)),
    recordEvent(ctx.db, systemSource(ctx, gateway.tenantId), "sip_trunk.verification_step", gateway.sipTrunkId, {
      gateway_id: gateway.id,
      rung,
      status,
      code,
      detail,
      sip_code,
      hint,
    }),
  ]);
  await wakeFeed(ctx, gateway.tenantId);
}

/** A lost wake-up only delays: the feed's own alarm makes up for it. */
const wakeFeed = (ctx: Context, tenantId: string): Promise<unknown> =>
  ctx
    .feedObject(tenantId, 0)
    .wake()
    .catch(() => undefined);

interface Outcome extends Pick<Verification, "report"> {
  readonly checks: readonly CarrierCheck[];
  readonly lease: number;
}

async function store(ctx: Context, { trunk, gateways }: Trunk, outcome: Outcome): Promise<Trunk | null> {
  const { checks, lease, report } = outcome;
  const now = instant(ctx);
  const enabled = gateways.filter((gateway) => gateway.enabled);
  const { status, health } = trunkHealthOf(enabled.map(probedState), checks, now);
  const isNews = status !== trunk.status || canonicalJson(health) !== canonicalJson(trunk.health);
  const isOurs = and(eq(sipTrunks.id, trunk.id), eq(sipTrunks.verifyingUntil, lease));
  const result = { carrierCheck: checks, checkedAt: now, verifyingUntil: 0 };
  const shown = { status, health, version: sql`${sipTrunks.version} + 1`, updatedAt: ctx.now };
  const verified: Trunk = { trunk: { ...trunk, ...result, status, health }, gateways };
  const { stored } = await batchNamed(ctx.db, {
    // Before the result, which ends the lease that gates them.
    findings: await report(ctx, verified, sql`exists (select 1 from ${sipTrunks} where ${isOurs})`),
    stored: ctx.db
      .update(sipTrunks)
      .set({ ...result, ...(isNews && shown) })
      .where(isOurs),
    event:
      status === trunk.status
        ? []
        : [
            recordEvent(ctx.db, systemSource(ctx, trunk.tenantId), "sip_trunk.status_changed", trunk.id, {
              name: trunk.name,
              provider: trunk.provider,
              status,
              reasons: [...health.overall.reasons],
            }),
          ],
  });
  if (!wroteSomething(stored)) return null;
  if (isNews) await wakeFeed(ctx, trunk.tenantId);
  return verified;
}
