import { env } from "cloudflare:workers";
import { type AccountSecrets, sealSecrets } from "#connections/carrier-accounts/secrets";
import { carrierAccounts } from "#connections/carrier-accounts/table";
import { phoneNumbers } from "#inventory/phone-numbers/table";
import { openDatabase } from "#kernel/db/db";
import { requireConfig, vaultOf } from "#runtime/environment";
import { numberRow } from "../traffic/numbers";
import type { OwnedNumber } from "./carrier";
import { freshNumber, type Tenant } from "./seed";
import { tenantDatabase } from "./tenant-database";

export interface OwnAccount {
  readonly id: string;
  readonly sid: string;
  readonly tenantId: string;
  readonly secrets: AccountSecrets;
}

let serial = 0;

/** Connects a Twilio account to the tenant, as its row. By default it signs by each of the schemes. */
export async function ownAccount(
  tenant: Pick<Tenant, "id">,
  changed: Partial<AccountSecrets> = {},
): Promise<OwnAccount> {
  serial += 1;
  const [id, sid, tenantId] = [`cac_${serial}_${tenant.id}`, `AC${String(serial).padStart(32, "b")}`, tenant.id];
  const secrets = {
    authToken: `the token of ${sid}`,
    secondaryAuthToken: `the second token of ${sid}`,
    apiKeySecret: null,
    sharedKeys: [{ id: `webhooks_sharedkey_${serial}`, secret: `the shared key of ${sid}` }],
    ...changed,
  };
  await openDatabase(tenantDatabase)
    .insert(carrierAccounts)
    .values({
      id,
      tenantId,
      name: "Own",
      accountSid: sid,
      region: "us1",
      apiKeySid: null,
      ...(await sealSecrets(vaultOf(requireConfig(env)), { id, tenantId }, secrets)),
      status: "verified",
      createdAt: 1,
      updatedAt: 1,
    });
  return { id, sid, tenantId, secrets };
}

/** A number of an own account, imported by its tenant. */
export async function importedNumber({ id: carrierAccountId, tenantId }: OwnAccount): Promise<OwnedNumber> {
  const e164 = freshNumber();
  const id = `num_${e164.slice(1)}`;
  const row = numberRow(id, { tenantId, e164, acquisitionMethod: "imported", carrierAccountId });
  await openDatabase(tenantDatabase).insert(phoneNumbers).values(row);
  return { id, e164, path: `/twilio/${tenantId}/numbers/${id}` };
}
