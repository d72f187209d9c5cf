import { and, eq, isNull } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import type { Context } from "#kernel/ports/context";
import { apiKeyOf, requireKeysOf } from "./queries";
import { apiKeys } from "./table";

/**
 * Revokes a key. Isolates that have it in memory accept it for up to `CREDENTIAL_TRUST_MS`. Repeating it changes
 * nothing.
 */
export async function revokeApiKey(ctx: Context, tenantId: string, id: string): Promise<void> {
  requireKeysOf(ctx, tenantId, "keys:write");
  const key = await apiKeyOf(ctx, tenantId, id);
  if (key.revokedAt !== null) return;
  await ctx.db.batch([
    ctx.db
      .update(apiKeys)
      .set({ revokedAt: ctx.now })
      .where(and(eq(apiKeys.id, id), isNull(apiKeys.revokedAt))),
    recordEvent(ctx.db, sourceOf(ctx, tenantId), "api_key.revoked", id, { name: key.name }),
  ]);
}
