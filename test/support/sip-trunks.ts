import { env } from "cloudflare:workers";
import { sipGateways, sipTrunks } from "#connections/sip-trunks/table";
import { e164Format, unknownHealth } from "#connections/sip-trunks/trunk";
import { phoneNumbers } from "#inventory/phone-numbers/table";
import { openDatabase } from "#kernel/db/db";
import { requireConfig, vaultOf } from "#runtime/environment";
import { numberRow } from "../traffic/numbers";
import type { OwnedNumber } from "./carrier";
import { freshNumber, type Tenant } from "./seed";
import { tenantDatabase } from "./tenant-database";

type TrunkRow = typeof sipTrunks.$inferInsert;

export interface StoredTrunk {
  readonly id: string;
  readonly tenantId: string;
  readonly carrierAccountId: string | null;
  /** The path below which webhooks of its calls arrive. */
  readonly path: string;
}

let serial = 0;

/** Stores a trunk as it is once it is at Twilio. */
export async function storeTrunk(tenant: Pick<Tenant, "id">, changed: Partial<TrunkRow> = {}): Promise<StoredTrunk> {
  serial += 1;
  const row: TrunkRow = {
    id: `trk_${serial}_${tenant.id}`,
    tenantId: tenant.id,
    name: "Trunk",
    provider: "byoc",
    carrierTrunkSid: `BY${String(serial).padStart(32, "0")}`,
    adopted: false,
    provisioned: {},
    provisioning: "provisioned",
    provisioningUntil: 0,
    settings: { secure: false, credentials: true, disasterRecoveryUrl: null } as TrunkRow["settings"],
    numberFormat: e164Format,
    status: "verified",
    health: unknownHealth,
    verifyingUntil: 0,
    version: 1,
    createdAt: 1,
    updatedAt: 1,
    ...changed,
  };
  await openDatabase(tenantDatabase).insert(sipTrunks).values(row);
  const { id, tenantId, carrierAccountId = null } = row;
  return { id, tenantId, carrierAccountId, path: `/twilio/${tenantId}/trunks/${id}` };
}

export async function storeTrunkNumber(trunk: StoredTrunk, e164 = freshNumber()): Promise<OwnedNumber> {
  const { id: sipTrunkId, tenantId, carrierAccountId } = trunk;
  const id = `num_${e164.slice(1)}_${tenantId}`;
  const row = numberRow(id, { tenantId, e164, acquisitionMethod: "sip_trunk", carrierAccountId, sipTrunkId });
  await openDatabase(tenantDatabase).insert(phoneNumbers).values(row);
  return { id, e164, path: `/twilio/${tenantId}/numbers/${id}` };
}

type GatewayFields = Omit<Partial<typeof sipGateways.$inferInsert>, "password"> & { readonly password?: string };

/** Stores a gateway for calls out; `password` in clear. */
export async function storeGateway(trunk: StoredTrunk, changed: GatewayFields = {}): Promise<string> {
  serial += 1;
  const { password, ...fields } = changed;
  const id = fields.id ?? `gwy_${serial}_${trunk.tenantId}`;
  const { tenantId } = trunk;
  const sealed = password && (await vaultOf(requireConfig(env)).seal(password, { tenantId, rowId: id }));
  await openDatabase(tenantDatabase)
    .insert(sipGateways)
    .values({
      sipTrunkId: trunk.id,
      tenantId,
      host: `sbc${serial}.example.net`,
      port: null,
      transport: "udp",
      priority: 10,
      weight: 10,
      inbound: false,
      outbound: true,
      enabled: true,
      allowedCidrs: [],
      createdAt: 1,
      updatedAt: 1,
      ...fields,
      id,
      password: sealed ?? null,
    });
  return id;
}
