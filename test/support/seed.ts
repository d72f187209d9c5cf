import { admin, type Caller, caller } from "./api";

export interface Tenant {
  readonly id: string;
  readonly key: string;
  readonly keyId: string;
  readonly api: Caller;
}

/** A new tenant with a key: tests share a database, so each makes tenants of its own. */
export async function withTenant(
  settings: { reservation_limit?: number } = {},
  key: { scopes?: string[]; expires_at?: string } = {},
): Promise<Tenant> {
  const tenant = await admin.post("/v1/tenants", { name: "Test", ...settings });
  const made = await admin.post(`/v1/tenants/${tenant.body.id}/api-keys`, key);
  return { id: tenant.body.id, key: made.body.key, keyId: made.body.id, api: caller(made.body.key) };
}

let serial = 0;

/** A number that no other test uses: valid, for sale in the sandbox, in an area code of this file's choosing. */
export function freshNumber(areaCode = "415"): string {
  serial += 1;
  const noise = 200 + Math.floor(Math.random() * 700);
  return `+1${areaCode}${noise}${String(1000 + serial).slice(-4)}`;
}
