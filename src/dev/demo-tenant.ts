import { type Answer, callerOf } from "./api.ts";
import type { DevFile } from "./dev-file.ts";

interface DemoTenant {
  readonly tenant_id: string;
  readonly api_key: string;
}

/** Whether a platform runs at this URL and accepts this API key as one of this tenant. */
export async function keyWorks({ base_url, api_key, tenant_id }: Partial<DevFile>): Promise<boolean> {
  if (!base_url || !api_key || !tenant_id) return false;
  try {
    const { status, body } = await callerOf(base_url, api_key, 5_000)("GET", "/v1/me");
    return status === 200 && body.tenant.id === tenant_id;
  } catch {
    return false;
  }
}

/** The tenant and API key for demos: those of the last start if they still work, otherwise new ones. */
export async function demoTenant(baseUrl: string, adminToken: string, earlier: Partial<DevFile>): Promise<DemoTenant> {
  const { tenant_id, api_key } = earlier;
  if (tenant_id && api_key && (await keyWorks({ tenant_id, api_key, base_url: baseUrl })))
    return { tenant_id, api_key };
  const admin = callerOf(baseUrl, adminToken);
  const tenant = created(await admin("POST", "/v1/tenants", { name: "Demo" }));
  const key = created(await admin("POST", `/v1/tenants/${tenant.id}/api-keys`, { name: "npm start" }));
  return { tenant_id: tenant.id, api_key: key.key };
}

function created({ status, body }: Answer): Record<"id" | "key", string> {
  if (status !== 201) throw new Error(`The demo tenant could not be created: ${status} ${JSON.stringify(body)}`);
  return body;
}
