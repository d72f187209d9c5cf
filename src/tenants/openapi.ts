import { pageBody } from "#kernel/http/http";
import { answer, describe, pageOf } from "#kernel/http/openapi";
import { apiKey, createdApiKey, me, tenant } from "./responses";
import type { TenantOperations } from "./routes";

const exampleTenant = {
  id: "ten_01k9m8x3zt5v7w9y2a4c6e8g0j",
  name: "Acme Voice",
  reservation_limit: 10,
  created_at: "2026-11-22T10:00:00.000Z",
  updated_at: "2026-11-22T10:00:00.000Z",
};

const exampleKey = {
  id: "key_01k9m8x3zt5v7w9y2a4c6e8g0j",
  tenant_id: exampleTenant.id,
  name: "Production",
  hint: "pm_live_4fz…8Qac",
  scopes: ["numbers:read", "numbers:write"],
  created_at: "2026-11-22T10:00:00.000Z",
  expires_at: null,
  revoked_at: null,
  last_used_at: null,
};

export const tenantDocs = describe<TenantOperations>("Tenants and API keys", {
  createTenant: {
    summary: "Create a tenant",
    description: "For the platform: a tenant has numbers, keys and an event log of its own.",
    body: { name: "Acme Voice" },
    success: { 201: answer(tenant, "The tenant.", exampleTenant) },
  },
  listTenants: {
    summary: "List tenants",
    description: "All tenants, the newest first.",
    success: { 200: answer(pageOf(tenant, "TenantPage"), "A page of tenants.", pageBody([exampleTenant], null)) },
  },
  getTenant: {
    summary: "Get a tenant",
    description: "One tenant, with its version as `ETag`.",
    success: { 200: answer(tenant, "The tenant.", exampleTenant) },
  },
  updateTenant: {
    summary: "Change a tenant",
    description: "Changes the fields that are sent.",
    body: { reservation_limit: 50 },
    success: { 200: answer(tenant, "The tenant as it is now.", { ...exampleTenant, reservation_limit: 50 }) },
  },
  createApiKey: {
    summary: "Create an API key",
    description:
      "The answer holds the key itself, this once. The platform makes keys for anybody; a tenant's key with `keys:write` makes " +
      "further ones for its own tenant, with no scope that it has not itself.",
    body: { name: "Production", scopes: ["numbers:*"] },
    success: { 201: answer(createdApiKey, "The key.", { ...exampleKey, key: "pm_live_4fzXo…8Qac" }) },
  },
  listApiKeys: {
    summary: "List API keys",
    description:
      "A tenant's keys, the newest first, without their secrets. Needs `keys:read`, or `admin` for another tenant's.",
    success: { 200: answer(pageOf(apiKey, "ApiKeyPage"), "A page of keys.", pageBody([exampleKey], null)) },
  },
  revokeApiKey: {
    summary: "Revoke an API key",
    description:
      "Ends a key for good, everywhere within 10 seconds. Needs `keys:write`, or `admin` for another tenant's.",
    success: { 200: answer(apiKey, "The key, revoked.", { ...exampleKey, revoked_at: "2026-11-22T11:00:00.000Z" }) },
  },
  whoAmI: {
    summary: "Who am I",
    description: "The tenant, key and scopes that this credential stands for.",
    success: {
      200: answer(me, "The caller.", { tenant: exampleTenant, api_key: exampleKey, scopes: exampleKey.scopes }),
    },
  },
});
