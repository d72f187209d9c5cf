import { admin, type Caller, caller } from "./api";

export interface Tenant {
  readonly id: string;
  readonly key: string;
  readonly keyId: string;
  readonly api: Caller;
}

/** A new tenant with a key: tests share a database, so each makes tenants of its own. */
export async function withTenant(
  settings: { reservation_limit?: number; redirect_allowed?: boolean } = {},
  key: { scopes?: string[]; expires_at?: string } = {},
): Promise<Tenant> {
  const tenant = await admin.post("/v1/tenants", { name: "Test", ...settings });
  const made = await admin.post(`/v1/tenants/${tenant.body.id}/api-keys`, key);
  return { id: tenant.body.id, key: made.body.key, keyId: made.body.id, api: caller(made.body.key) };
}

let serial = 0;

/** A number that no other test of the file uses: valid, and for sale in the sandbox. Each file has storage of its own. */
export function freshNumber(areaCode = "415"): string {
  serial += 1;
  return `+1${areaCode}${2_361_000 + serial}`;
}
