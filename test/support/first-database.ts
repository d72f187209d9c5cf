import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import worker from "#index";
import { type Answer, BASE, caller, type Json } from "./api";
import type { Tenant } from "./seed";

/** `POST` of the admin to a deployment whose new tenants go to this database, with these bindings instead of its own. */
export async function postTo(
  database: string,
  path: string,
  body: Json,
  key?: string,
  instead: Readonly<Record<string, unknown>> = {},
): Promise<Answer> {
  const request = new Request<unknown, IncomingRequestCfProperties>(BASE + path, {
    method: "POST",
    headers: {
      authorization: `Bearer ${env.ADMIN_TOKEN}`,
      "content-type": "application/json",
      ...(key !== undefined && { "idempotency-key": key }),
    },
    body: JSON.stringify(body),
  } as RequestInit<never>);
  const settings = { ...env, ...instead, NEW_TENANT_DATABASE: database } as Env;
  const response = await worker.fetch(request, settings, createExecutionContext());
  return { status: response.status, headers: response.headers, body: await response.json() };
}

/** A tenant in `DB`, as a deployment has from before it got its second database. */
export async function withTenantInFirst(name = "Old"): Promise<Tenant> {
  const { body: tenant } = await postTo("DB", "/v1/tenants", { name });
  const { body: made } = await postTo("DB", `/v1/tenants/${tenant.id}/api-keys`, {});
  return { id: tenant.id, key: made.key, keyId: made.id, api: caller(made.key) };
}
