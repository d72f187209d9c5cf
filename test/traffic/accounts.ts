import fc from "fast-check";
import { carrierAccounts } from "#connections/carrier-accounts/table";
import type { Database } from "#kernel/db/db";

/** The Twilio account of a number and the one that signs a webhook about it, for tests of the webhooks' reads. */

const OWN_SID = `AC${"c".repeat(32)}`;

export interface AccountFields {
  /** The number's account: the platform's, the tenant's own, or one that the tenant does not have (any more). */
  readonly account: "platform" | "own" | "deleted" | "neighbour";
  readonly signedBy: string | null;
}

const platform = { account: "platform", signedBy: null } as const;
const own = { account: "own", signedBy: OWN_SID } as const;

export const accountFields = fc.constantFrom<AccountFields>(
  ...[platform, platform, platform, platform, platform, own, own],
  { account: "own", signedBy: `AC${"d".repeat(32)}` },
  { account: "own", signedBy: null },
  { account: "platform", signedBy: OWN_SID },
  { account: "deleted", signedBy: OWN_SID },
  { account: "neighbour", signedBy: OWN_SID },
);

/** Stores the number's account and returns its id. */
export async function storeAccount(
  db: Database,
  { account }: AccountFields,
  { id, ...tenants }: { readonly id: string; readonly tenant: string; readonly neighbour: string },
): Promise<string | null> {
  if (account === "platform") return null;
  await db.insert(carrierAccounts).values({
    id,
    tenantId: account === "neighbour" ? tenants.neighbour : tenants.tenant,
    name: "",
    accountSid: OWN_SID,
    // One account may be connected once per tenant and region, and each run connects it anew.
    region: id as "us1",
    apiKeySid: null,
    secrets: "",
    secretsKeyId: "",
    status: "verified",
    createdAt: 1,
    updatedAt: 1,
    deletedAt: account === "deleted" ? 5 : null,
  });
  return id;
}

/** Whether a webhook with this signature may read the number. */
export function isReadFor({ account, signedBy }: AccountFields, tenantHasNumber: boolean): boolean {
  if (signedBy === null) return account === "platform" || !tenantHasNumber;
  return tenantHasNumber && account === "own" && signedBy === OWN_SID;
}
