import type { AccountAccess } from "#kernel/ports/carrier-account";
import { keyIdOf, type Vault } from "#kernel/ports/vault";
import type { CarrierAccountRow, SecretKind } from "./table";

/** The secrets of an account, sealed together in one column as JSON. */
export interface AccountSecrets {
  /** The primary auth token, which signs the account's webhooks and, without an API key, makes the requests. */
  readonly authToken: string | null;
  /** The secondary auth token while the primary one is being replaced. */
  readonly secondaryAuthToken: string | null;
  readonly apiKeySecret: string | null;
  /** Shared keys that Twilio signs this account's webhooks with, the newest first. */
  readonly sharedKeys: readonly SharedKey[];
}

/** https://www.twilio.com/docs/usage/webhooks: a key of the Webhooks configuration API. */
interface SharedKey {
  /** `webhooks_sharedkey_…`, as in the header X-Twilio-Webhooks-Signature-Settings. */
  readonly id: string;
  readonly secret: string;
}

type SealedRow = Pick<CarrierAccountRow, "id" | "tenantId" | "secrets">;

export async function openSecrets(vault: Vault, { id, tenantId, secrets }: SealedRow): Promise<AccountSecrets> {
  return JSON.parse(await vault.open(secrets, { tenantId, rowId: id })) as AccountSecrets;
}

type SealedColumns = Pick<CarrierAccountRow, "secrets" | "secretsKeyId" | "secretKinds">;

/** The columns that hold the secrets. Every write of one of them writes all. */
export async function sealSecrets(
  vault: Vault,
  { id, tenantId }: Pick<CarrierAccountRow, "id" | "tenantId">,
  secrets: AccountSecrets,
): Promise<SealedColumns> {
  const sealed = await vault.seal(JSON.stringify(secrets), { tenantId, rowId: id });
  return { secrets: sealed, secretsKeyId: keyIdOf(sealed), secretKinds: kindsOf(secrets) };
}

const kindsOf = ({ authToken, secondaryAuthToken, apiKeySecret, sharedKeys }: AccountSecrets): SecretKind[] => [
  ...(authToken === null ? [] : (["auth_token"] as const)),
  ...(secondaryAuthToken === null ? [] : (["secondary_auth_token"] as const)),
  ...(apiKeySecret === null ? [] : (["api_key_secret"] as const)),
  ...(sharedKeys.length === 0 ? [] : (["signing_key"] as const)),
];

type AccessRow = SealedRow & Pick<CarrierAccountRow, "accountSid" | "region" | "apiKeySid">;

/** The credentials for requests about this account. */
export async function accessOf(vault: Vault, row: AccessRow): Promise<AccountAccess> {
  const { authToken, apiKeySecret } = await openSecrets(vault, row);
  const { accountSid, region, apiKeySid } = row;
  const password = apiKeySid === null ? authToken : apiKeySecret;
  if (password === null) throw new Error(`The carrier account ${row.id} has no secret for its requests.`);
  return { id: row.id, accountSid, username: apiKeySid ?? accountSid, password, region };
}
