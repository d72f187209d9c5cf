import { and, eq, isNull, sql } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { systemSource } from "#events/log/source";
import type { Context } from "#kernel/ports/context";
import { tenants } from "./table";

/** Records that a closed tenant's data is exported and deleted: from now on it cannot be reopened. */
export async function recordDataDeleted(ctx: Context, tenantId: string, prefix: string): Promise<void> {
  await ctx.db.batch([
    ctx.db
      .update(tenants)
      .set({ deletedAt: ctx.now, updatedAt: ctx.now, version: sql`${tenants.version} + 1` })
      .where(and(eq(tenants.id, tenantId), eq(tenants.status, "closed"), isNull(tenants.deletedAt))),
    recordEvent(ctx.db, systemSource(ctx, tenantId), "tenant.data_deleted", tenantId, { export_prefix: prefix }),
  ]);
}
