import { and, eq, getTableColumns, notInArray, type SQL, sql } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { batchNamed, insertAllIf, wroteSomething } from "#kernel/db/db";
import { requireMatch } from "#kernel/http/etag";
import { type FieldError, Problem } from "#kernel/http/problem";
import { changedFields } from "#kernel/http/wire";
import type { Context } from "#kernel/ports/context";
import type { CloseTrunkFindings } from "./delete-trunk";
import { completeGateway, type GatewayInput, type GatewaySettings } from "./gateway-input";
import { gatewayRow } from "./gateway-rows";
import { provisionTrunk } from "./provision";
import { trunkOf } from "./queries";
import { type GatewayRow, sipGateways, sipTrunks, type Trunk, type TrunkRow } from "./table";
import { normalSids, problemsOfFormat, problemsOfSettings, requireNoErrors } from "./trunk-input";
import { newTrunkPassword } from "./trunk-password";
import { type SipTrunkChange, toSipTrunk } from "./wire";

export interface TrunkUpdate {
  readonly ifMatch: string | undefined;
  readonly closeFindings: CloseTrunkFindings;
}

/**
 * Changes the fields that the request has, and closes the findings about gateways that it removes. Returns the trunk
 * unchanged if they already have these values.
 */
export async function updateTrunk(
  ctx: Context,
  id: string,
  change: SipTrunkChange,
  { ifMatch, closeFindings }: TrunkUpdate,
): Promise<Trunk> {
  const before = await trunkOf(ctx, id);
  requireMatch(ifMatch, before.trunk.version);
  const after = await changedTrunk(ctx, before, change);
  const was = toSipTrunk(before, ctx.now);
  const is = { ...toSipTrunk(after, ctx.now), health: was.health };
  const hasNewPassword = (change.gateways ?? []).some(({ password }) => typeof password === "string");
  const changed = changedFields(was, is);
  if (changed.length === 0 && !hasNewPassword) return before;
  const names = changed.length === 0 ? ["gateways"] : changed;
  const kept = after.gateways.map((gateway) => gateway.id);
  const removed = before.gateways.map((gateway) => gateway.id).filter((gatewayId) => !kept.includes(gatewayId));
  const fields = {
    name: after.trunk.name,
    settings: after.trunk.settings,
    numberFormat: after.trunk.numberFormat,
    ...(await missingPassword(ctx, after.trunk)),
    ...(before.trunk.provider !== "generic" && { provisioning: "pending" as const, provisioningError: null }),
    // A verification that is under way would open findings about gateways that are gone: the next one counts.
    ...(removed.length > 0 && { verifyingUntil: 0 }),
    version: before.trunk.version + 1,
    updatedAt: ctx.now,
  };
  const trunk = { ...before.trunk, ...fields };
  const isUnchanged = sql`exists (select 1 from ${sipTrunks}
    where ${sipTrunks.id} = ${id} and ${sipTrunks.version} = ${before.trunk.version})`;
  const replacesGateways = change.gateways !== undefined;
  const { updated } = await batchNamed(ctx.db, {
    // The version still is the one that was read, so that a lost race changes no gateway either.
    removed: replacesGateways
      ? [
          ctx.db
            .delete(sipGateways)
            .where(and(eq(sipGateways.sipTrunkId, id), notInArray(sipGateways.id, kept), isUnchanged)),
        ]
      : [],
    findings: closeFindings(ctx, { tenantId: trunk.tenantId, trunkId: null, gatewayIds: removed }, isUnchanged),
    written: replacesGateways ? [putGateways(ctx, after.gateways, isUnchanged)] : [],
    updated: ctx.db
      .update(sipTrunks)
      .set(fields)
      .where(and(eq(sipTrunks.id, id), eq(sipTrunks.version, before.trunk.version))),
    event: recordEvent(ctx.db, sourceOf(ctx), "sip_trunk.updated", id, {
      name: trunk.name,
      provider: trunk.provider,
      changed: names,
    }),
  });
  if (!wroteSomething(updated)) {
    throw new Problem("changed_meanwhile", "Another request just changed this trunk. Read it again and retry.");
  }
  if (trunk.provider !== "generic") ctx.inBackground(ctx, (later) => provisionTrunk(later, trunk.tenantId, id));
  return { trunk, gateways: after.gateways };
}

/** A password for a trunk that has begun to ask for one. Its rotation shows one to the tenant. */
async function missingPassword(ctx: Context, { id, settings, password }: TrunkRow) {
  if (!settings.credentials || password !== null) return {};
  const { clear: _, ...sealed } = await newTrunkPassword(ctx, id);
  return { ...sealed, settings: { ...settings, passwordSetAt: ctx.now } };
}

/** The trunk as the request wants it. Throws `validation_failed`. */
async function changedTrunk(ctx: Context, { trunk, gateways }: Trunk, change: SipTrunkChange): Promise<Trunk> {
  const { provider } = trunk;
  const settings = {
    secure: change.secure === undefined ? trunk.settings.secure : (change.secure ?? (trunk.adopted ? null : false)),
    credentials: change.credentials ?? trunk.settings.credentials,
    disasterRecoveryUrl:
      change.disaster_recovery_url === undefined ? trunk.settings.disasterRecoveryUrl : change.disaster_recovery_url,
    numberSids: change.number_sids ? normalSids(change.number_sids) : (trunk.settings.numberSids ?? []),
    passwordSetAt: trunk.settings.passwordSetAt,
  };
  const numberFormat = change.number_format ?? trunk.numberFormat;
  const wanted = (change.gateways ?? gateways.map(({ id }): GatewayInput => ({ id }))).map((input, at) => {
    const before = gateways.find(({ id }) => id === input.id) ?? null;
    return { input, before, ...completeGateway(input, before, at, { provider, loopback: ctx.config.loopbackTargets }) };
  });
  requireNoErrors([
    ...problemsOfIds(wanted, trunk.id),
    ...wanted.flatMap(({ errors }) => errors),
    ...problemsOfFormat(numberFormat),
    ...problemsOfSettings(
      ctx.config,
      provider,
      settings,
      wanted.map((gateway) => gateway.settings),
      trunk.carrierAccountId !== null,
    ),
  ]);
  const rows = change.gateways
    ? wanted.map(({ settings: its, input, before }, at) => gatewayRow(ctx, trunk.id, its, input, before, at))
    : gateways;
  return {
    trunk: { ...trunk, name: change.name ?? trunk.name, settings, numberFormat },
    gateways: await Promise.all(rows),
  };
}

interface WantedGateway {
  readonly input: GatewayInput;
  readonly before: GatewayRow | null;
  readonly settings: GatewaySettings;
}

const problemsOfIds = (wanted: readonly WantedGateway[], trunkId: string): FieldError[] =>
  wanted.flatMap(({ input: { id }, before }, at): FieldError[] => {
    const pointer = `/gateways/${at}/id`;
    if (id === undefined) return [];
    if (before === null) return [{ in: "body", pointer, detail: `${trunkId} has no gateway ${id}.` }];
    const isRepeated = wanted.slice(0, at).some((other) => other.input.id === id);
    return isRepeated ? [{ in: "body", pointer, detail: "This gateway is in the list twice." }] : [];
  });

/** Inserts or replaces gateways. The results of probes stay while host, port and transport do. */
function putGateways(ctx: Context, rows: readonly GatewayRow[], gate: SQL) {
  const columns = Object.entries(getTableColumns(sipGateways)).filter(([name]) => !fixed.has(name));
  const isSame = sql`${sipGateways.host} = excluded.host and ${sipGateways.port} is excluded.port
    and ${sipGateways.transport} = excluded.transport`;
  const set = columns.map(([name, column]) => {
    const given = sql.raw(`excluded.${column.name}`);
    return [name, learned.has(name) ? sql`case when ${isSame} then ${column} else null end` : given];
  });
  return insertAllIf(ctx.db, sipGateways, rows, gate).onConflictDoUpdate({
    target: sipGateways.id,
    set: Object.fromEntries(set),
  });
}

const fixed = new Set(["id", "sipTrunkId", "tenantId", "probedAt", "createdAt"]);
const learned = new Set(["ping", "report", "checkedAt", "certificateExpiresAt"]);
