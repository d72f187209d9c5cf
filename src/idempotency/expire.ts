import { lte, sql } from "drizzle-orm";
import type { Context } from "#kernel/ports/context";
import { IDEMPOTENCY_KEY_MS } from "./claim";
import { idempotencyKeys } from "./table";

/** Deletes up to `limit` expired keys of all tenants and returns their number. */
export async function deleteExpiredKeys(ctx: Context, limit: number): Promise<number> {
  const old = ctx.db
    .select({ tenantId: idempotencyKeys.tenantId, keyHash: idempotencyKeys.keyHash })
    .from(idempotencyKeys)
    .where(lte(idempotencyKeys.createdAt, ctx.now - IDEMPOTENCY_KEY_MS))
    .limit(limit);
  const deleted = await ctx.db
    .delete(idempotencyKeys)
    .where(sql`(${idempotencyKeys.tenantId}, ${idempotencyKeys.keyHash}) in ${old}`)
    .run();
  return deleted.meta.changes;
}
