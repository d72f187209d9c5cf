import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import worker from "#index";
import { BASE, caller, type Json } from "./api";
import type { Tenant } from "./seed";

/** A tenant in `DB`, as a deployment has from before it got its second database. */
export async function withTenantInFirst(name = "Old"): Promise<Tenant> {
  const send = async (path: string, body: Json): Promise<Json> => {
    const request = new Request<unknown, IncomingRequestCfProperties>(BASE + path, {
      method: "POST",
      headers: { authorization: `Bearer ${env.ADMIN_TOKEN}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    } as RequestInit<never>);
    const settings = { ...env, NEW_TENANT_DATABASE: "DB" } as Env;
    return await (await worker.fetch(request, settings, createExecutionContext())).json();
  };
  const { id } = await send("/v1/tenants", { name });
  const { key, id: keyId } = await send(`/v1/tenants/${id}/api-keys`, {});
  return { id, key, keyId, api: caller(key) };
}
