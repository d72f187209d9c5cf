import { lazily, z } from "#kernel/http/schema";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import type { apiKey, tenant } from "./responses";
import { readScopes, scopeList } from "./scopes";
import type { apiKeys, tenants } from "./table";

const MAX_RESERVATION_LIMIT = 10_000;

const tenantName = lazily(() =>
  z.string().trim().min(1).max(100).openapi({ description: "The tenant's name, for people." }),
);
const keyName = lazily(() => z.string().trim().min(1).max(100));
const reservationLimit = lazily(() => z.int().min(0).max(MAX_RESERVATION_LIMIT));

export const newTenant = lazily(() =>
  z
    .strictObject({
      name: tenantName(),
      reservation_limit: reservationLimit()
        .optional()
        .openapi({ description: "The most live reservations that the tenant may have at a time. The default is 10." }),
    })
    .openapi("NewTenant"),
);

export const tenantChange = lazily(() =>
  z
    .strictObject({
      name: tenantName().optional(),
      reservation_limit: reservationLimit()
        .optional()
        .openapi({ description: "The most live reservations that the tenant may have at a time." }),
    })
    .openapi("TenantChange"),
);

export type TenantWire = z.infer<typeof tenant>;
export type TenantRow = typeof tenants.$inferSelect;

export const toTenant = (row: TenantRow): TenantWire => ({
  id: row.id,
  name: row.name,
  reservation_limit: row.reservationLimit,
  created_at: isoTime(row.createdAt),
  updated_at: isoTime(row.updatedAt),
});

export const newApiKey = lazily(() =>
  z
    .strictObject({
      name: keyName().optional().openapi({ description: "A name for people. The default is `API key`." }),
      scopes: scopeList()
        .optional()
        .openapi({
          description:
            "The operations that the key may call; `numbers:*` stands for all scopes of a family. The default is every scope that a " +
            "tenant may have and that you have.",
        }),
      expires_at: z.iso
        .datetime({ offset: true })
        .nullish()
        .openapi({ description: "When the key stops working. By default it works until you revoke it." }),
    })
    .openapi("NewApiKey"),
);

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
