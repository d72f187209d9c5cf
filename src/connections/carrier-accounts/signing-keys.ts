import { and, eq, isNull } from "drizzle-orm";
import type { SigningKeys } from "#carriers/twilio/signature";
import { type Database, describeError } from "#kernel/db/db";
import type { Vault } from "#kernel/ports/vault";
import { openSecrets } from "./secrets";
import { carrierAccounts } from "./table";

/**
 * The keys that may sign webhooks of a tenant's own account: the auth tokens and shared keys of all its regions. Empty
 * if the tenant has not connected the account. Secrets that can't be opened are left out and logged.
 */
export async function readSigningKeys(
  db: Database,
  vault: Vault,
  { tenantId, accountSid }: { readonly tenantId: string; readonly accountSid: string },
): Promise<SigningKeys> {
  const rows = await db
    .select({ id: carrierAccounts.id, tenantId: carrierAccounts.tenantId, secrets: carrierAccounts.secrets })
    .from(carrierAccounts)
    .where(
      and(
        eq(carrierAccounts.tenantId, tenantId),
        eq(carrierAccounts.accountSid, accountSid),
        isNull(carrierAccounts.deletedAt),
      ),
    );
  const opened = await Promise.all(
    rows.map((row) =>
      openSecrets(vault, row).catch((error: unknown) => {
        const { id: carrier_account_id } = row;
        const message = "a carrier account's secrets can't be opened, so its webhooks are refused";
        console.error({ message, carrier_account_id, error: describeError(error) });
        return null;
      }),
    ),
  );
  const secrets = opened.filter((each) => each !== null);
  return {
    tokens: secrets.flatMap(({ authToken, secondaryAuthToken }) => [authToken ?? [], secondaryAuthToken ?? []].flat()),
    sharedKeys: secrets.flatMap(({ sharedKeys }) => sharedKeys),
  };
}
