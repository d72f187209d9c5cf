import { etagOf, firstEtag } from "#kernel/http/etag";
import { ctxOf, growingListQuery } from "#kernel/http/http";
import { listPage } from "#kernel/http/list-cursor";
import {
  json,
  needs,
  needsOrAdmin,
  operation,
  other,
  page,
  READ_ONLY,
  type ReadOnlyOf,
  versioned,
} from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { z } from "#kernel/http/schema";
import { changeTenantStatus, closeTenant } from "./change-status";
import { createApiKey } from "./create-api-key";
import { createTenant } from "./create-tenant";
import { tenantStatuses } from "./lifecycle";
import { apiKeyOf, listApiKeys, listTenants, tenantOf } from "./queries";
import type { ApiKey, CreatedApiKey, Tenant } from "./responses";
import { revokeApiKey } from "./revoke-api-key";
import { updateTenant } from "./update-tenant";
import { closure, newApiKey, newTenant, statusChange, type TenantRow, tenantChange, toApiKey, toTenant } from "./wire";

const createTenantRoute = operation({
  id: "createTenant",
  method: "post",
  path: "/v1/tenants",
  access: needs("admin"),
  idempotent: true,
  body: newTenant,
  success: { 201: versioned<Tenant>() },
  failures: ["changed_meanwhile"],
});

const listTenantsRoute = operation({
  id: "listTenants",
  method: "get",
  path: "/v1/tenants",
  access: needs("admin"),
  query: () =>
    growingListQuery({
      status: z.enum(tenantStatuses).optional().openapi({ description: "Tenants with this status now." }),
    }),
  success: { 200: page<Tenant>() },
});

const getTenantRoute = operation({
  id: "getTenant",
  method: "get",
  path: "/v1/tenants/{tenant_id}",
  otherMethods: { delete: "POST /v1/tenants/{tenant_id}/close closes a tenant." },
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
  readOnly: {
    id: READ_ONLY,
    status: "This field is read-only: use POST /v1/tenants/{tenant_id}/suspend, …/resume, …/close or …/reopen.",
    status_reason: "This field is read-only: send `reason` with the request that changes the status.",
    status_since: READ_ONLY,
    release_numbers_at: "This field is read-only: send `grace_days` to POST /v1/tenants/{tenant_id}/close.",
    delete_data_at: "This field is read-only: send `retention_days` to POST /v1/tenants/{tenant_id}/close.",
    data_deleted_at: READ_ONLY,
    created_at: READ_ONLY,
    updated_at: READ_ONLY,
  } satisfies ReadOnlyOf<Tenant, typeof tenantChange>,
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
  query: () => growingListQuery({}),
  success: { 200: page<ApiKey>() },
});

const getKeyRoute = operation({
  id: "getApiKey",
  method: "get",
  path: "/v1/tenants/{tenant_id}/api-keys/{key_id}",
  otherMethods: { patch: "A key cannot be changed. Create another one and delete this one." },
  access: needsOrAdmin("keys:read"),
  success: { 200: json<ApiKey>() },
});

const revokeKeyRoute = operation({
  id: "revokeApiKey",
  method: "delete",
  path: "/v1/tenants/{tenant_id}/api-keys/{key_id}",
  access: needsOrAdmin("keys:write"),
  success: { 204: other },
});

const statusRoute = <const Id extends string, const Path extends string>(id: Id, path: Path) =>
  operation({
    id,
    method: "post",
    path,
    access: needs("admin"),
    body: statusChange,
    success: { 200: versioned<Tenant>() },
    failures: ["illegal_transition", "changed_meanwhile"],
  });

const suspendRoute = statusRoute("suspendTenant", "/v1/tenants/{tenant_id}/suspend");
const resumeRoute = statusRoute("resumeTenant", "/v1/tenants/{tenant_id}/resume");
const reopenRoute = statusRoute("reopenTenant", "/v1/tenants/{tenant_id}/reopen");

const closeRoute = operation({
  id: "closeTenant",
  method: "post",
  path: "/v1/tenants/{tenant_id}/close",
  access: needs("admin"),
  body: closure,
  success: { 200: versioned<Tenant>() },
  failures: ["illegal_transition", "changed_meanwhile"],
});

export type TenantOperations =
  | typeof createTenantRoute
  | typeof listTenantsRoute
  | typeof getTenantRoute
  | typeof updateTenantRoute
  | typeof createKeyRoute
  | typeof listKeysRoute
  | typeof getKeyRoute
  | typeof revokeKeyRoute
  | typeof suspendRoute
  | typeof resumeRoute
  | typeof reopenRoute
  | typeof closeRoute;

const withEtag = (row: TenantRow) => ({ ETag: etagOf(row.version) });

export const tenantRoutes = createRouter()
  .operation(createTenantRoute, async (c) => {
    const made = await createTenant(ctxOf(c), c.req.valid("json"));
    return c.json(made, 201, { ETag: firstEtag, Location: `/v1/tenants/${made.id}` });
  })
  .operation(listTenantsRoute, async (c) => {
    const page = await listTenants(ctxOf(c), c.req.valid("query"));
    return c.json(listPage(c, page.rows.map(toTenant), page.nextCursor), 200);
  })
  .operation(getTenantRoute, async (c) => {
    const row = await tenantOf(ctxOf(c), c.req.valid("param").tenant_id);
    return c.json(toTenant(row), 200, withEtag(row));
  })
  .operation(updateTenantRoute, async (c) => {
    const { "if-match": ifMatch } = c.req.valid("header");
    const row = await updateTenant(ctxOf(c), c.req.valid("param").tenant_id, c.req.valid("json"), ifMatch);
    return c.json(toTenant(row), 200, withEtag(row));
  })
  .operation(createKeyRoute, async (c) => {
    const made = await createApiKey(ctxOf(c), c.req.valid("param").tenant_id, c.req.valid("json"));
    return c.json(made, 201, { Location: `/v1/tenants/${made.tenant_id}/api-keys/${made.id}` });
  })
  .operation(listKeysRoute, async (c) => {
    const page = await listApiKeys(ctxOf(c), c.req.valid("param").tenant_id, c.req.valid("query"));
    return c.json(listPage(c, page.rows.map(toApiKey), page.nextCursor), 200);
  })
  .operation(getKeyRoute, async (c) => {
    const { tenant_id, key_id } = c.req.valid("param");
    return c.json(toApiKey(await apiKeyOf(ctxOf(c), tenant_id, key_id)), 200);
  })
  .operation(revokeKeyRoute, async (c) => {
    const { tenant_id, key_id } = c.req.valid("param");
    await revokeApiKey(ctxOf(c), tenant_id, key_id);
    return c.body(null, 204);
  })
  .operation(suspendRoute, async (c) => {
    const row = await changeTenantStatus(ctxOf(c), c.req.valid("param").tenant_id, "suspend", c.req.valid("json"));
    return c.json(toTenant(row), 200, withEtag(row));
  })
  .operation(resumeRoute, async (c) => {
    const row = await changeTenantStatus(ctxOf(c), c.req.valid("param").tenant_id, "resume", c.req.valid("json"));
    return c.json(toTenant(row), 200, withEtag(row));
  })
  .operation(reopenRoute, async (c) => {
    const row = await changeTenantStatus(ctxOf(c), c.req.valid("param").tenant_id, "reopen", c.req.valid("json"));
    return c.json(toTenant(row), 200, withEtag(row));
  })
  .operation(closeRoute, async (c) => {
    const row = await closeTenant(ctxOf(c), c.req.valid("param").tenant_id, c.req.valid("json"));
    return c.json(toTenant(row), 200, withEtag(row));
  });
