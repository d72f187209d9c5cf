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
    description: "For the platform. A tenant has its own numbers, keys and event log.",
    body: { name: "Acme Voice" },
    success: { 201: answer(tenant, "The tenant.", exampleTenant) },
  },
  listTenants: {
    summary: "List tenants",
    description: "For the platform. All tenants, newest first.",
    success: { 200: answer(pageOf(tenant, "TenantPage"), "A page of tenants.", pageBody([exampleTenant], null)) },
  },
  getTenant: {
    summary: "Get a tenant",
    description: "One tenant, with its version as `ETag`.",
    success: { 200: answer(tenant, "The tenant.", exampleTenant) },
  },
  updateTenant: {
    summary: "Change a tenant",
    description: "For the platform. Changes the fields that the request has.",
    body: { reservation_limit: 50 },
    success: { 200: answer(tenant, "The tenant as it is now.", { ...exampleTenant, reservation_limit: 50 }) },
  },
  createApiKey: {
    summary: "Create an API key",
    description:
      "The response has the key itself: store it now, because it is shown only once. The platform creates keys for every " +
      "tenant. A tenant's key with `keys:write` creates keys for its own tenant, with at most its own scopes.",
    body: { name: "Production", scopes: ["numbers:*"] },
    success: { 201: answer(createdApiKey, "The key.", { ...exampleKey, key: "pm_live_4fzXo…8Qac" }) },
  },
  listApiKeys: {
    summary: "List API keys",
    description:
      "A tenant's keys, newest first, without their secrets. Needs `keys:read`, or `admin` for another tenant's.",
    success: { 200: answer(pageOf(apiKey, "ApiKeyPage"), "A page of keys.", pageBody([exampleKey], null)) },
  },
  revokeApiKey: {
    summary: "Revoke an API key",
    description:
      "Revokes a key for good. Requests with it are refused everywhere within 10 seconds. Needs `keys:write`, or `admin` for another tenant's.",
    success: { 200: answer(apiKey, "The key, revoked.", { ...exampleKey, revoked_at: "2026-11-22T11:00:00.000Z" }) },
  },
  whoAmI: {
    summary: "Get the caller",
    description: "The tenant, key and scopes of this request's credential.",
    success: {
      200: answer(me, "The caller.", { tenant: exampleTenant, api_key: exampleKey, scopes: exampleKey.scopes }),
    },
  },
});
