import { describeError } from "#kernel/db/db";
import { keyIdOf, type Vault } from "#kernel/ports/vault";
import type { PortingNumberRow, PortingRequestRow } from "./table";
import type { PortingSecret } from "./values";

/** The secrets of a request, sealed together in one column as JSON. `null`: not given. */
export interface PortingSecrets {
  /** The account number at the losing carrier, as the customer writes it. */
  readonly accountNumber: string | null;
  readonly pin: string | null;
}

export const noSecrets: PortingSecrets = { accountNumber: null, pin: null };

type Owner = Pick<PortingRequestRow, "id" | "tenantId">;

export async function openPortingSecrets(
  vault: Vault,
  { id, tenantId, secrets }: Owner & Pick<PortingRequestRow, "secrets">,
): Promise<PortingSecrets> {
  if (secrets === null) return noSecrets;
  return JSON.parse(await vault.open(secrets, { tenantId, rowId: id })) as PortingSecrets;
}

/** The same, where secrets that no key opens any more count as missing, so that new ones replace them. */
export const openPortingSecretsOrNone = (
  vault: Vault,
  request: Owner & Pick<PortingRequestRow, "secrets">,
): Promise<PortingSecrets> =>
  openPortingSecrets(vault, request).catch((error: unknown) => {
    const message = "a porting request's secrets can't be opened, so they count as missing";
    console.error({ message, porting_request_id: request.id, error: describeError(error) });
    return noSecrets;
  });

type SealedColumns = Pick<PortingRequestRow, "secrets" | "secretsKeyId" | "secretKinds">;

/** The columns that hold the secrets. Every write of one of them writes all. */
export async function sealPortingSecrets(
  vault: Vault,
  { id, tenantId }: Owner,
  secrets: PortingSecrets,
): Promise<SealedColumns> {
  const secretKinds = kindsOf(secrets);
  if (secretKinds.length === 0) return { secrets: null, secretsKeyId: null, secretKinds };
  const sealed = await vault.seal(JSON.stringify(secrets), { tenantId, rowId: id });
  return { secrets: sealed, secretsKeyId: keyIdOf(sealed), secretKinds };
}

const kindsOf = ({ accountNumber, pin }: PortingSecrets): PortingSecret[] => [
  ...(accountNumber === null ? [] : (["account_number"] as const)),
  ...(pin === null ? [] : (["pin"] as const)),
];

/** The columns with a number's own PIN. */
export async function sealNumberPin(
  vault: Vault,
  { id, tenantId }: Owner,
  pin: string | null,
): Promise<Pick<PortingNumberRow, "pin" | "pinKeyId">> {
  if (pin === null) return { pin: null, pinKeyId: null };
  const sealed = await vault.seal(pin, { tenantId, rowId: id });
  return { pin: sealed, pinKeyId: keyIdOf(sealed) };
}

/** A number's own PIN; `null`: it has none. */
export async function openNumberPin(
  vault: Vault,
  { id, tenantId, pin }: Owner & Pick<PortingNumberRow, "pin">,
): Promise<string | null> {
  return pin === null ? null : await vault.open(pin, { tenantId, rowId: id });
}
