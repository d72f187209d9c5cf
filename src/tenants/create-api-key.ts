import type { z } from "zod";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { createOnce } from "#idempotency/once";
import { insertIf } from "#kernel/db/db";
import { invalidField, Problem } from "#kernel/http/problem";
import type { Scope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { sha256Hex } from "#kernel/values/digest";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";
import { isoTimeOrNull } from "#kernel/values/time";
import { hintOf, makeApiKey } from "./api-key";
import { requireKeysOf, tenantOf } from "./queries";
import { defaultScopes } from "./scopes";
import { apiKeys } from "./table";
import { createdApiKey, type newApiKey, toApiKey } from "./wire";

export async function createApiKey(
  ctx: Context,
  tenantId: string,
  asked: z.infer<typeof newApiKey>,
): Promise<z.infer<typeof createdApiKey>> {
  requireKeysOf(ctx, tenantId, "keys:write");
  await tenantOf(ctx, tenantId);
  const scopes = grantable(ctx, tenantId, asked.scopes);
  const expiresAt = asked.expires_at ? Date.parse(asked.expires_at) : null;
  if (expiresAt !== null && expiresAt <= ctx.now) throw invalidField("body", "/expires_at", "Must be in the future.");
  const key = makeApiKey(ctx.config.keyEnvironment, ctx.randomBytes);
  const row = {
    id: ctx.newId("apiKey"),
    tenantId,
    name: asked.name ?? "API key",
    hash: await sha256Hex(key),
    hint: hintOf(key),
    scopes: JSON.stringify(scopes),
    createdAt: ctx.now,
    expiresAt,
    revokedAt: null,
    lastUsedAt: null,
  };
  const told = recordEvent(ctx.db, sourceOf(ctx, tenantId), "api_key.created", row.id, {
    name: row.name,
    scopes,
    expires_at: isoTimeOrNull(expiresAt),
  });
  return await createOnce(ctx, {
    schema: createdApiKey,
    body: { ...toApiKey(row), key },
    secret: true,
    writes: (gate) => [insertIf(ctx.db, apiKeys, row, gate), told],
  });
}

/** The scopes a new key gets: nobody can give away more than they have, and `admin` is the platform's alone. */
function grantable({ principal }: Context, tenantId: string, asked: readonly Scope[] | undefined): Scope[] {
  const isAdmin = principal.scopes.has("admin");
  const scopes = asked ?? (isAdmin ? defaultScopes : defaultScopes.filter((scope) => principal.scopes.has(scope)));
  if (scopes.includes("admin") && tenantId !== PLATFORM_TENANT_ID) {
    throw invalidField("body", "/scopes", `Only keys of the tenant ${PLATFORM_TENANT_ID} may have the scope admin.`);
  }
  const excess = isAdmin ? [] : scopes.filter((scope) => !principal.scopes.has(scope));
  if (excess.length > 0)
    throw new Problem("missing_scope", `Your key has no ${excess.join(", ")} to give to another key.`);
  return [...scopes];
}
