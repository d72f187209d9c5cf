import type { z } from "zod";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { createOnce } from "#idempotency/once";
import { insertIf } from "#kernel/db/db";
import { invalidField, Problem } from "#kernel/http/problem";
import { hasScope, type Scope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { sha256Hex } from "#kernel/values/digest";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import { hintOf, makeApiKey } from "./api-key";
import { isOpen, requireKeysOf, tenantOf } from "./queries";
import type { createdApiKey } from "./responses";
import { defaultScopes, isPlatformScope } from "./scopes";
import { apiKeys } from "./table";
import { type newApiKey, toApiKey } from "./wire";

/** Creates a key. Its text is in this response only; the database has its SHA-256. */
export async function createApiKey(
  ctx: Context,
  tenantId: string,
  input: z.infer<ReturnType<typeof newApiKey>>,
): Promise<z.infer<typeof createdApiKey>> {
  requireKeysOf(ctx, tenantId, "keys:write");
  const tenant = await tenantOf(ctx, tenantId);
  if (tenant.status === "closed") throw closed(tenantId);
  const scopes = requireGrantable(ctx, tenantId, input.scopes);
  const expiresAt = expiryOf(ctx, input.expires_at ?? null);
  const key = makeApiKey(ctx.config.keyEnvironment, ctx.randomBytes);
  const row = {
    id: ctx.newId("apiKey"),
    tenantId,
    name: input.name ?? "API key",
    hash: await sha256Hex(key),
    hint: hintOf(key),
    scopes: JSON.stringify(scopes),
    createdAt: ctx.now,
    expiresAt,
    revokedAt: null,
    lastUsedAt: null,
  };
  const event = recordEvent(ctx.db, sourceOf(ctx, tenantId), "api_key.created", row.id, {
    name: row.name,
    scopes,
    expires_at: isoTimeOrNull(expiresAt),
  });
  return await createOnce(ctx, {
    body: { ...toApiKey(row), key },
    secret: true,
    only: { if: isOpen(tenantId), otherwise: closed(tenantId) },
    writes: (gate) => [insertIf(ctx.db, apiKeys, row, gate), event],
  });
}

const closed = (id: string): Problem =>
  new Problem("illegal_transition", `The tenant ${id} is closed, so it gets no keys. Reopen it first.`);

/**
 * When a new key expires; `null` for never. **Invariant:** a key that a key creates ends with that one at the latest.
 */
function expiryOf({ principal, now }: Context, asked: string | null): number | null {
  const latest = principal.keyExpiresAt ?? null;
  const at = asked === null ? latest : Date.parse(asked);
  if (at !== null && at <= now) throw invalidField("body", "/expires_at", "Must be in the future.");
  if (latest !== null && at !== null && at > latest) {
    throw invalidField(
      "body",
      "/expires_at",
      `Your key expires at ${isoTime(latest)}, and the keys that it creates expire then at the latest. Name an earlier time, or leave expires_at out.`,
    );
  }
  return at;
}

/**
 * The scopes of a new key. **Invariant:** a caller cannot grant a scope that it does not have, and only keys of the
 * platform have `admin` and `porting:operate`.
 */
function requireGrantable({ principal }: Context, tenantId: string, asked: readonly Scope[] | undefined): Scope[] {
  const isAdmin = principal.scopes.has("admin");
  const scopes =
    asked ?? (isAdmin ? defaultScopes : defaultScopes.filter((scope) => hasScope(principal.scopes, scope)));
  const reserved = tenantId === PLATFORM_TENANT_ID ? undefined : scopes.find(isPlatformScope);
  if (reserved) {
    throw invalidField(
      "body",
      "/scopes",
      `Only keys of the tenant ${PLATFORM_TENANT_ID} may have the scope \`${reserved}\`.`,
    );
  }
  const excess = isAdmin ? [] : scopes.filter((scope) => !hasScope(principal.scopes, scope));
  if (excess.length > 0)
    throw new Problem(
      "missing_scope",
      `Your key does not have ${excess.join(", ")}, so it cannot grant that to a new key. Leave it out of \`scopes\`, or ask the platform.`,
    );
  return [...scopes];
}
