import { lazily, z } from "#kernel/http/schema";
import { hasScope } from "#kernel/http/scope";
import type { Principal } from "#kernel/ports/context";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";
import { isoTime } from "#kernel/values/time";
import type { TenantRow } from "#tenants/wire";
import { idleEndOf } from "./lifetime";
import type { CurrentSession, Session } from "./responses";
import type { SessionRow } from "./table";

const tenantId = lazily(() => z.string().max(100));

export const newSession = lazily(() =>
  z
    .strictObject({
      tenant_id: tenantId().optional().openapi({
        description:
          "For keys of the platform with `admin`: the tenant to act for. `PATCH /v1/session` changes it later.",
        example: "ten_01k9m8x3zt5v7w9y2a4c6e8g0j",
      }),
    })
    .openapi("NewSession"),
);

export const sessionChange = lazily(() =>
  z
    .strictObject({
      tenant_id: tenantId().nullable().openapi({
        description: "The tenant to act for; null: the platform itself.",
        example: "ten_01k9m8x3zt5v7w9y2a4c6e8g0j",
      }),
    })
    .openapi("SessionChange"),
);

interface ActingSession {
  readonly csrfToken: string;
  readonly scopes: Principal["scopes"];
  /** The tenant that it acts for. */
  readonly tenant: Pick<TenantRow, "id" | "name" | "status">;
  /** The newest `seq` in that tenant's event log. */
  readonly eventSeq: number;
}

export const toCurrentSession = (
  row: SessionRow,
  { csrfToken, scopes, tenant, eventSeq }: ActingSession,
): CurrentSession => ({
  id: row.id,
  csrf_token: csrfToken,
  tenant: tenant.id === PLATFORM_TENANT_ID ? null : { id: tenant.id, name: tenant.name, status: tenant.status },
  scopes: [...scopes],
  is_platform: row.tenantId === PLATFORM_TENANT_ID,
  event_seq: hasScope(scopes, "events:read") ? eventSeq : null,
  created_at: isoTime(row.createdAt),
  expires_at: isoTime(row.expiresAt),
  idle_expires_at: isoTime(idleEndOf(row)),
});

export const toSession = (row: SessionRow, currentId: string | undefined): Session => ({
  id: row.id,
  tenant_id: row.actingFor ?? row.tenantId,
  user_agent: row.userAgent,
  is_current: row.id === currentId,
  created_at: isoTime(row.createdAt),
  last_used_at: isoTime(row.lastUsedAt),
  expires_at: isoTime(row.expiresAt),
  idle_expires_at: isoTime(idleEndOf(row)),
});
