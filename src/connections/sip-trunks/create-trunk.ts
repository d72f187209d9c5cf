import { sql } from "drizzle-orm";
import { isConnected } from "#connections/carrier-accounts/queries";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { createOnce } from "#idempotency/once";
import { insertAllIf, insertIf, previousWroteSomething } from "#kernel/db/db";
import { invalidField, Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { completeGateway } from "./gateway-input";
import { gatewayRow } from "./gateway-rows";
import { provisionTrunk } from "./provision";
import { hasFewerTrunksThan } from "./queries";
import type { CreatedSipTrunk } from "./responses";
import { type GatewayRow, sipGateways, sipTrunks, type TrunkRow } from "./table";
import { e164Format, type TrunkSettings, unknownHealth } from "./trunk";
import { accountOfTrunk } from "./trunk-account";
import {
  normalSid,
  normalSids,
  problemsOfAccount,
  problemsOfFormat,
  problemsOfSettings,
  requireNoErrors,
} from "./trunk-input";
import { newTrunkPassword } from "./trunk-password";
import { type NewSipTrunk, toSipTrunk } from "./wire";

/** Trunks per tenant. */
const MAX_TRUNKS = 100;

export async function createTrunk(ctx: Context, asked: NewSipTrunk): Promise<CreatedSipTrunk> {
  const { provider } = asked;
  const inputs = asked.gateways ?? [];
  const completed = inputs.map((input, at) =>
    completeGateway(input, null, at, { provider, loopback: ctx.config.loopbackTargets }),
  );
  const sid = asked.carrier_trunk_sid ?? null;
  const isAdopted = sid !== null;
  // A trunk that is taken over changes only as the request says.
  const hasPassword = asked.credentials ?? (provider === "byoc" || (provider === "twilio_elastic" && !isAdopted));
  const settings: TrunkSettings = {
    secure: asked.secure ?? (isAdopted ? null : false),
    credentials: hasPassword,
    disasterRecoveryUrl: asked.disaster_recovery_url ?? null,
    numberSids: normalSids(asked.number_sids ?? []),
    passwordSetAt: hasPassword ? ctx.now : null,
  };
  const numberFormat = asked.number_format ?? e164Format;
  requireNoErrors([
    ...completed.flatMap(({ errors }) => errors),
    ...problemsOfFormat(numberFormat),
    ...problemsOfSettings(
      ctx.config,
      provider,
      settings,
      completed.map((gateway) => gateway.settings),
      typeof asked.carrier_account_id === "string",
    ),
    ...problemsOfAccount(asked),
  ]);
  const { tenantId } = ctx.principal;
  const id = ctx.newId("sipTrunk");
  const account = await requireAccountFor(ctx, asked);
  const sealed = hasPassword ? await newTrunkPassword(ctx, id) : null;
  const gateways: GatewayRow[] = await Promise.all(
    completed.map((gateway, at) => gatewayRow(ctx, id, gateway.settings, inputs[at] ?? {}, null, at)),
  );
  const trunk: TrunkRow = {
    id,
    tenantId,
    name: asked.name,
    provider,
    carrierAccountId: account,
    carrierTrunkSid: sid === null ? null : normalSid(sid),
    adopted: isAdopted,
    provisioned: {},
    provisioning: provider === "generic" ? "not_needed" : "pending",
    provisioningError: null,
    provisioningUntil: 0,
    settings,
    numberFormat,
    password: sealed?.password ?? null,
    passwordKeyId: sealed?.passwordKeyId ?? null,
    status: "unverified",
    health: unknownHealth,
    carrierCheck: null,
    verifyingUntil: 0,
    checkedAt: null,
    firstCallAt: null,
    version: 1,
    createdAt: ctx.now,
    updatedAt: ctx.now,
    deletedAt: null,
  };
  const mayCreate = hasFewerTrunksThan(MAX_TRUNKS, ctx);
  const creation = createOnce(ctx, {
    body: { ...toSipTrunk({ trunk, gateways }, ctx.now), password: sealed?.clear ?? null },
    secret: true,
    only: {
      if: account === null ? mayCreate : sql`${mayCreate} and ${isConnected(tenantId, account)}`,
      otherwise: new Problem(
        "sip_trunk_limit_reached",
        `Your tenant has ${MAX_TRUNKS} SIP trunks, which is the limit. Delete one first.`,
      ),
    },
    writes: (gate) => [
      insertIf(ctx.db, sipTrunks, trunk, gate),
      recordEvent(ctx.db, sourceOf(ctx), "sip_trunk.created", id, { name: trunk.name, provider }),
      insertAllIf(ctx.db, sipGateways, gateways, previousWroteSomething),
    ],
  });
  const created = await creation.catch(async (error: unknown) => {
    // The account may have been deleted meanwhile, which says more than the limit.
    if (error instanceof Problem && error.code === "sip_trunk_limit_reached") await requireAccountFor(ctx, asked);
    throw error;
  });
  if (provider !== "generic") ctx.inBackground(ctx, (later) => provisionTrunk(later, tenantId, created.id));
  return created;
}

/** The tenant's account that the trunk is to be in, or null for the platform's. Throws `validation_failed`. */
async function requireAccountFor(ctx: Context, { carrier_account_id: id = null }: NewSipTrunk): Promise<string | null> {
  if (id === null) return null;
  const account = await accountOfTrunk(ctx, { tenantId: ctx.principal.tenantId, carrierAccountId: id });
  if (!account) throw invalidField("body", "/carrier_account_id", `Your tenant has no carrier account ${id}.`);
  return id;
}
