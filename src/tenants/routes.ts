import { ctxOf, etagOf, firstEtag, pageBody, pageQuery } from "#kernel/http/http";
import { anyKey, json, needs, needsOrAdmin, operation, page, versioned } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { z } from "#kernel/http/schema";
import { createApiKey } from "./create-api-key";
import { createTenant } from "./create-tenant";
import { listApiKeys, listTenants, tenantOf, whoAmI } from "./queries";
import type { ApiKey, CreatedApiKey, Me, Tenant } from "./responses";
import { revokeApiKey } from "./revoke-api-key";
import { updateTenant } from "./update-tenant";
import { newApiKey, newTenant, tenantChange, toApiKey, toTenant } from "./wire";

const createTenantRoute = operation({
  id: "createTenant",
  method: "post",
  path: "/v1/tenants",
  access: needs("admin"),
  idempotent: true,
  body: newTenant,
  success: { 201: versioned<Tenant>() },
});

const listTenantsRoute = operation({
  id: "listTenants",
  method: "get",
  path: "/v1/tenants",
  access: needs("admin"),
  query: () => z.strictObject(pageQuery()),
  success: { 200: page<Tenant>() },
});

const getTenantRoute = operation({
  id: "getTenant",
  method: "get",
  path: "/v1/tenants/{tenant_id}",
  access: needs("admin"),
  success: { 200: versioned<Tenant>() },
});

const updateTenantRoute = operation({
  id: "updateTenant",
  method: "patch",
  path: "/v1/tenants/{tenant_id}",
  access: needs("admin"),
  conditional: true,
  body: tenantChange,
  success: { 200: versioned<Tenant>() },
  failures: ["changed_meanwhile"],
});

const createKeyRoute = operation({
  id: "createApiKey",
  method: "post",
  path: "/v1/tenants/{tenant_id}/api-keys",
  access: needsOrAdmin("keys:write"),
  idempotent: true,
  body: newApiKey,
  success: { 201: json<CreatedApiKey>() },
});

const listKeysRoute = operation({
  id: "listApiKeys",
  method: "get",
  path: "/v1/tenants/{tenant_id}/api-keys",
  access: needsOrAdmin("keys:read"),
  query: () => z.strictObject(pageQuery()),
  success: { 200: page<ApiKey>() },
});

const revokeKeyRoute = operation({
  id: "revokeApiKey",
  method: "delete",
  path: "/v1/tenants/{tenant_id}/api-keys/{key_id}",
  access: needsOrAdmin("keys:write"),
  success: { 200: json<ApiKey>() },
});

const meRoute = operation({
  id: "whoAmI",
  method: "get",
  path: "/v1/me",
  access: anyKey,
  success: { 200: json<Me>() },
});

export type TenantOperations =
  | typeof createTenantRoute
  | typeof listTenantsRoute
  | typeof getTenantRoute
  | typeof updateTenantRoute
  | typeof createKeyRoute
  | typeof listKeysRoute
  | typeof revokeKeyRoute
  | typeof meRoute;

export const tenantRoutes = createRouter()
  .operation(createTenantRoute, async (c) =>
    c.json(await createTenant(ctxOf(c), c.req.valid("json")), 201, { ETag: firstEtag }),
  )
  .operation(listTenantsRoute, async (c) => {
    const page = await listTenants(ctxOf(c), c.req.valid("query"));
    return c.json(pageBody(page.rows.map(toTenant), page.nextCursor), 200);
  })
  .operation(getTenantRoute, async (c) => {
    const row = await tenantOf(ctxOf(c), c.req.valid("param").tenant_id);
    return c.json(toTenant(row), 200, { ETag: etagOf(row.version) });
  })
  .operation(updateTenantRoute, async (c) => {
    const { "if-match": ifMatch } = c.req.valid("header");
    const row = await updateTenant(ctxOf(c), c.req.valid("param").tenant_id, c.req.valid("json"), ifMatch);
    return c.json(toTenant(row), 200, { ETag: etagOf(row.version) });
  })
  .operation(createKeyRoute, async (c) =>
    c.json(await createApiKey(ctxOf(c), c.req.valid("param").tenant_id, c.req.valid("json")), 201),
  )
  .operation(listKeysRoute, async (c) => {
    const page = await listApiKeys(ctxOf(c), c.req.valid("param").tenant_id, c.req.valid("query"));
    return c.json(pageBody(page.rows.map(toApiKey), page.nextCursor), 200);
  })
  .operation(revokeKeyRoute, async (c) => {
    const { tenant_id, key_id } = c.req.valid("param");
    return c.json(toApiKey(await revokeApiKey(ctxOf(c), tenant_id, key_id)), 200);
  })
  .operation(meRoute, async (c) => {
    const { tenant: row, key } = await whoAmI(ctxOf(c));
    const scopes = [...ctxOf(c).principal.scopes];
    return c.json({ tenant: toTenant(row), api_key: key && toApiKey(key), scopes }, 200);
  });
