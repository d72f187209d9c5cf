import { type Answer, callerOf } from "./api.ts";
import type { DevFile } from "./dev-file.ts";

interface Demo {
  readonly tenant_id: string;
  readonly api_key: string;
}

/** Whether the platform answers to this key, and as the tenant that it is said to be of. */
export async function keyWorks({ base_url, api_key, tenant_id }: Partial<DevFile>): Promise<boolean> {
  if (!base_url || !api_key || !tenant_id) return false;
  try {
    const { status, body } = await callerOf(base_url, api_key, 5_000)("GET", "/v1/me");
    return status === 200 && body.tenant.id === tenant_id;
  } catch {
    return false;
  }
}

/** The tenant and key to try things with: those of the last start where they still work. */
export async function demoTenant(baseUrl: string, adminToken: string, earlier: Partial<DevFile>): Promise<Demo> {
  const { tenant_id, api_key } = earlier;
  if (tenant_id && api_key && (await keyWorks({ tenant_id, api_key, base_url: baseUrl })))
    return { tenant_id, api_key };
  const admin = callerOf(baseUrl, adminToken);
  const tenant = created(await admin("POST", "/v1/tenants", { name: "Demo" }));
  const key = created(await admin("POST", `/v1/tenants/${tenant.id}/api-keys`, { name: "npm start" }));
  return { tenant_id: tenant.id, api_key: key.key };
}

function created({ status, body }: Answer): Record<"id" | "key", string> {
  if (status !== 201) throw new Error(`The demo tenant could not be made: ${status} ${JSON.stringify(body)}`);
  return body;
}
