import { pageBody } from "#kernel/http/http";
import { answer, describe, pageOf } from "#kernel/http/openapi";
import { apiKey, createdApiKey, tenant } from "./responses";
import type { TenantOperations } from "./routes";

export const exampleTenant = {
  id: "ten_01k9m8x3zt5v7w9y2a4c6e8g0j",
  name: "Acme Voice",
  status: "active",
  status_reason: null,
  status_since: null,
  reservation_limit: 10,
  number_limit: 100,
  max_monthly_cost: { amount: "150.00", currency: "USD" },
  caller_message: null,
  redirect_allowed: false,
  release_numbers_at: null,
  delete_data_at: null,
  data_deleted_at: null,
  created_at: "2026-11-22T10:00:00.000Z",
  updated_at: "2026-11-22T10:00:00.000Z",
};

export const exampleKey = {
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

const suspended = {
  ...exampleTenant,
  status: "suspended",
  status_reason: "Invoice 2026-10 is unpaid",
  status_since: "2026-11-24T10:00:00.000Z",
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
    body: { reservation_limit: 50, number_limit: 100 },
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
  getApiKey: {
    summary: "Get an API key",
    description: "One key without its secret, also after it was revoked.",
    success: { 200: answer(apiKey, "The key.", exampleKey) },
  },
  revokeApiKey: {
    summary: "Revoke an API key",
    description:
      "Revokes a key for good. Requests with it are refused everywhere within 10 seconds. Needs `keys:write`, or `admin` for another tenant's.",
    success: { 204: { description: "The key is revoked. `GET` still shows it, with `revoked_at`." } },
  },
  suspendTenant: {
    summary: "Suspend a tenant",
    description:
      "For the platform. Every operation with the tenant's keys answers 403 `tenant_suspended`, except `GET /v1/me`; callers get an " +
      "announcement; messages are recorded and not forwarded; nothing is bought; numbers are kept. Repeating it changes nothing.",
    body: { reason: "Invoice 2026-10 is unpaid" },
    success: { 200: answer(tenant, "The tenant, suspended.", suspended) },
  },
  resumeTenant: {
    summary: "Resume a tenant",
    description:
      "For the platform. Ends a suspension: all is as it was before. Items of orders and bulk jobs that waited go on.",
    body: { reason: "Invoice 2026-10 is paid" },
    success: { 200: answer(tenant, "The tenant, active.", exampleTenant) },
  },
  closeTenant: {
    summary: "Close a tenant",
    description:
      "For the platform. Revokes the tenant's keys at once. Its numbers are released after `grace_days`, unless you transfer them to " +
      "another tenant before. After `retention_days` its data is exported to the archive and deleted; its event log stays. " +
      "`GET /v1/tenants/{tenant_id}` shows both times.",
    body: { reason: "Contract ended", grace_days: 30, retention_days: 90 },
    success: {
      200: answer(tenant, "The tenant, closed.", {
        ...suspended,
        status: "closed",
        status_reason: "Contract ended",
        release_numbers_at: "2026-12-24T10:00:00.000Z",
        delete_data_at: "2027-02-22T10:00:00.000Z",
      }),
    },
  },
  reopenTenant: {
    summary: "Reopen a tenant",
    description:
      "For the platform. Makes a closed tenant active again, until `delete_data_at`. Its keys stay revoked: create new ones. " +
      "Released numbers stay released.",
    body: { reason: "Contract renewed" },
    success: { 200: answer(tenant, "The tenant, active.", exampleTenant) },
  },
});
