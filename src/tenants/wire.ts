import { z } from "@hono/zod-openapi";
import { scopes } from "#kernel/http/scope";
import { orNull } from "#kernel/http/wire";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import { readScopes, scopeList } from "./scopes";
import type { apiKeys, tenants } from "./table";

export const MAX_RESERVATION_LIMIT = 10_000;

const name = z.string().trim().min(1).max(100);
const reservationLimit = z.int().min(0).max(MAX_RESERVATION_LIMIT);

export const newTenant = z
  .strictObject({
    name,
    reservation_limit: reservationLimit
      .optional()
      .openapi({ description: "Live reservations at a time; 10 unless given." }),
  })
  .openapi("NewTenant");

export const tenantChange = z
  .strictObject({ name: name.optional(), reservation_limit: reservationLimit.optional() })
  .openapi("TenantChange");

export const tenant = z
  .object({
    id: z.string(),
    name: z.string(),
    reservation_limit: z.int(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi("Tenant");

export type TenantWire = z.infer<typeof tenant>;
export type TenantRow = typeof tenants.$inferSelect;

export const toTenant = (row: TenantRow): TenantWire => ({
  id: row.id,
  name: row.name,
  reservation_limit: row.reservationLimit,
  created_at: isoTime(row.createdAt),
  updated_at: isoTime(row.updatedAt),
});

export const newApiKey = z
  .strictObject({
    name: name.optional(),
    scopes: scopeList
      .optional()
      .openapi({ description: "Everything a tenant may do unless given; `numbers:*` names a whole family." }),
    expires_at: z.iso.datetime({ offset: true }).nullish().openapi({ description: "Never unless given." }),
  })
  .openapi("NewApiKey");

export const apiKey = z
  .object({
    id: z.string(),
    tenant_id: z.string(),
    name: z.string(),
    hint: z.string().openapi({ description: "The beginning and end of the key, to tell it from others." }),
    scopes: z.array(z.enum(scopes)),
    created_at: z.iso.datetime(),
    expires_at: z.iso.datetime().nullable(),
    revoked_at: z.iso.datetime().nullable(),
    last_used_at: z.iso.datetime().nullable().openapi({ description: "To the minute." }),
  })
  .openapi("ApiKey");

export const createdApiKey = apiKey
  .extend({ key: z.string().openapi({ description: "The key itself. It is shown this once and stored nowhere." }) })
  .openapi("CreatedApiKey");

export const toApiKey = (row: typeof apiKeys.$inferSelect): z.infer<typeof apiKey> => ({
  id: row.id,
  tenant_id: row.tenantId,
  name: row.name,
  hint: row.hint,
  scopes: [...readScopes(row.scopes)],
  created_at: isoTime(row.createdAt),
  expires_at: isoTimeOrNull(row.expiresAt),
  revoked_at: isoTimeOrNull(row.revokedAt),
  last_used_at: isoTimeOrNull(row.lastUsedAt),
});

export const me = z
  .object({
    tenant,
    api_key: orNull(apiKey).openapi({ description: "Null for the holder of the admin token." }),
    scopes: z.array(z.enum(scopes)),
  })
  .openapi("Me");
