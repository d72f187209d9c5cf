import { createRoute, z } from "@hono/zod-openapi";
import {
  bearer,
  body,
  bodyProblems,
  createRouter,
  ctxOf,
  etagOf,
  failures,
  firstEtag,
  idempotencyHeader,
  idempotencyProblems,
  ifMatchHeader,
  json,
  pageBody,
  pageOf,
  pageQuery,
  versioned,
} from "#kernel/http/http";
import { requireScope } from "#kernel/http/scope";
import { createApiKey } from "./create-api-key";
import { createTenant } from "./create-tenant";
import { listApiKeys, listTenants, tenantOf, whoAmI } from "./queries";
import { revokeApiKey } from "./revoke-api-key";
import { updateTenant } from "./update-tenant";
import { apiKey, createdApiKey, me, newApiKey, newTenant, tenant, tenantChange, toApiKey, toTenant } from "./wire";

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

const tenantPath = z.object({
  tenant_id: z
    .string()
    .openapi({ param: { name: "tenant_id", in: "path" }, description: "The tenant's id.", example: exampleTenant.id }),
});
const keyPath = tenantPath.extend({
  key_id: z
    .string()
    .openapi({ param: { name: "key_id", in: "path" }, description: "The key's id.", example: exampleKey.id }),
});
const common = { security: bearer, tags: ["Tenants and API keys"] };

const createTenantRoute = createRoute({
  ...common,
  method: "post",
  path: "/v1/tenants",
  operationId: "createTenant",
  summary: "Create a tenant",
  description: "For the platform: a tenant has numbers, keys and an event log of its own. Needs the scope `admin`.",
  request: { headers: idempotencyHeader, body: body(newTenant, { name: "Acme Voice" }) },
  responses: {
    201: versioned(tenant, "The tenant.", exampleTenant),
    ...failures(...bodyProblems, ...idempotencyProblems),
  },
});

const listTenantsRoute = createRoute({
  ...common,
  method: "get",
  path: "/v1/tenants",
  operationId: "listTenants",
  summary: "List tenants",
  description: "All tenants, the newest first. Needs the scope `admin`.",
  request: { query: z.strictObject(pageQuery()) },
  responses: {
    200: json(pageOf(tenant, "TenantPage"), "A page of tenants.", pageBody([exampleTenant], null)),
    ...failures("invalid_cursor"),
  },
});

const getTenantRoute = createRoute({
  ...common,
  method: "get",
  path: "/v1/tenants/{tenant_id}",
  operationId: "getTenant",
  summary: "Get a tenant",
  description: "One tenant, with its version as `ETag`. Needs the scope `admin`.",
  request: { params: tenantPath },
  responses: { 200: versioned(tenant, "The tenant.", exampleTenant), ...failures("not_found") },
});

const updateTenantRoute = createRoute({
  ...common,
  method: "patch",
  path: "/v1/tenants/{tenant_id}",
  operationId: "updateTenant",
  summary: "Change a tenant",
  description: "Changes the fields that are sent. Needs the scope `admin`.",
  request: { params: tenantPath, headers: ifMatchHeader, body: body(tenantChange, { reservation_limit: 50 }) },
  responses: {
    200: versioned(tenant, "The tenant as it is now.", { ...exampleTenant, reservation_limit: 50 }),
    ...failures("not_found", "stale_version", "changed_meanwhile", ...bodyProblems),
  },
});

const createKeyRoute = createRoute({
  ...common,
  method: "post",
  path: "/v1/tenants/{tenant_id}/api-keys",
  operationId: "createApiKey",
  summary: "Create an API key",
  description:
    "The answer holds the key itself, this once. The platform makes keys for anybody; a tenant's key with `keys:write` makes " +
    "further ones for its own tenant, with no scope that it has not itself.",
  request: {
    params: tenantPath,
    headers: idempotencyHeader,
    body: body(newApiKey, { name: "Production", scopes: ["numbers:*"] }),
  },
  responses: {
    201: json(createdApiKey, "The key.", { ...exampleKey, key: "pm_live_4fzXo…8Qac" }),
    ...failures("not_found", ...bodyProblems, ...idempotencyProblems),
  },
});

const listKeysRoute = createRoute({
  ...common,
  method: "get",
  path: "/v1/tenants/{tenant_id}/api-keys",
  operationId: "listApiKeys",
  summary: "List API keys",
  description:
    "A tenant's keys, the newest first, without their secrets. Needs `keys:read`, or `admin` for another tenant's.",
  request: { params: tenantPath, query: z.strictObject(pageQuery()) },
  responses: {
    200: json(pageOf(apiKey, "ApiKeyPage"), "A page of keys.", pageBody([exampleKey], null)),
    ...failures("not_found", "invalid_cursor"),
  },
});

const revokeKeyRoute = createRoute({
  ...common,
  method: "delete",
  path: "/v1/tenants/{tenant_id}/api-keys/{key_id}",
  operationId: "revokeApiKey",
  summary: "Revoke an API key",
  description:
    "Ends a key for good, everywhere within 10 seconds. Needs `keys:write`, or `admin` for another tenant's.",
  request: { params: keyPath },
  responses: {
    200: json(apiKey, "The key, revoked.", { ...exampleKey, revoked_at: "2026-11-22T11:00:00.000Z" }),
    ...failures("not_found"),
  },
});

const meRoute = createRoute({
  ...common,
  method: "get",
  path: "/v1/me",
  operationId: "whoAmI",
  summary: "Who am I",
  description: "The tenant, key and scopes that this credential stands for.",
  responses: {
    200: json(me, "The caller.", { tenant: exampleTenant, api_key: exampleKey, scopes: exampleKey.scopes }),
    ...failures(),
  },
});

export const tenantRoutes = createRouter()
  .openapi(createTenantRoute, async (c) =>
    c.json(await createTenant(ctxOf(c), c.req.valid("json")), 201, { ETag: firstEtag }),
  )
  .openapi(listTenantsRoute, async (c) => {
    const page = await listTenants(ctxOf(c), c.req.valid("query"));
    return c.json(pageBody(page.rows.map(toTenant), page.nextCursor), 200);
  })
  .openapi(getTenantRoute, async (c) => {
    requireScope(ctxOf(c), "admin");
    const row = await tenantOf(ctxOf(c), c.req.valid("param").tenant_id);
    return c.json(toTenant(row), 200, { ETag: etagOf(row.version) });
  })
  .openapi(updateTenantRoute, async (c) => {
    const { "if-match": ifMatch } = c.req.valid("header");
    const row = await updateTenant(ctxOf(c), c.req.valid("param").tenant_id, c.req.valid("json"), ifMatch);
    return c.json(toTenant(row), 200, { ETag: etagOf(row.version) });
  })
  .openapi(createKeyRoute, async (c) =>
    c.json(await createApiKey(ctxOf(c), c.req.valid("param").tenant_id, c.req.valid("json")), 201),
  )
  .openapi(listKeysRoute, async (c) => {
    const page = await listApiKeys(ctxOf(c), c.req.valid("param").tenant_id, c.req.valid("query"));
    return c.json(pageBody(page.rows.map(toApiKey), page.nextCursor), 200);
  })
  .openapi(revokeKeyRoute, async (c) => {
    const { tenant_id, key_id } = c.req.valid("param");
    return c.json(toApiKey(await revokeApiKey(ctxOf(c), tenant_id, key_id)), 200);
  })
  .openapi(meRoute, async (c) => {
    const { tenant: row, key } = await whoAmI(ctxOf(c));
    const scopes = [...ctxOf(c).principal.scopes];
    return c.json({ tenant: toTenant(row), api_key: key && toApiKey(key), scopes }, 200);
  });
