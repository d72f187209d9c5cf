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
import type { createdApiKey } from "./responses";
import { defaultScopes } from "./scopes";
import { apiKeys } from "./table";
import { type newApiKey, toApiKey } from "./wire";

/** Creates a key. Its text is in this response only; the database has its SHA-256. */
export async function createApiKey(
  ctx: Context,
  tenantId: string,
  input: z.infer<ReturnType<typeof newApiKey>>,
): Promise<z.infer<typeof createdApiKey>> {
  requireKeysOf(ctx, tenantId, "keys:write");
  await tenantOf(ctx, tenantId);
  const scopes = requireGrantable(ctx, tenantId, input.scopes);
  const expiresAt = input.expires_at ? Date.parse(input.expires_at) : null;
  if (expiresAt !== null && expiresAt <= ctx.now) throw invalidField("body", "/expires_at", "Must be in the future.");
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
    writes: (gate) => [insertIf(ctx.db, apiKeys, row, gate), event],
  });
}

/**
 * The scopes of a new key. **Invariant:** a caller cannot grant a scope that it does not have, and only keys of the
 * platform have `admin`.
 */
function requireGrantable({ principal }: Context, tenantId: string, asked: readonly Scope[] | undefined): Scope[] {
  const isAdmin = principal.scopes.has("admin");
  const scopes = asked ?? (isAdmin ? defaultScopes : defaultScopes.filter((scope) => principal.scopes.has(scope)));
  if (scopes.includes("admin") && tenantId !== PLATFORM_TENANT_ID) {
    throw invalidField(
      "body",
      "/scopes",
      `Only keys of the tenant ${PLATFORM_TENANT_ID} may have the scope \`admin\`.`,
    );
  }
  const excess = isAdmin ? [] : scopes.filter((scope) => !principal.scopes.has(scope));
  if (excess.length > 0)
    throw new Problem(
      "missing_scope",
      `Your key does not have ${excess.join(", ")}, so it cannot grant that to a new key. Leave it out of \`scopes\`, or ask the platform.`,
    );
  return [...scopes];
}
