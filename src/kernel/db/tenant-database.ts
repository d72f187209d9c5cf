import type { Context } from "#kernel/ports/context";
import type { Database } from "./db";

/** The context on the database with the tenant's rows. */
export const inDatabaseOf = async (ctx: Context, tenantId: string): Promise<Context> =>
  ctx.inDatabase(ctx, await ctx.databases.ofTenant(tenantId));

/**
 * The database with the rows of another tenant than the context is about, such as the own tenant of a session that acts
 * for another one.
 */
export async function databaseOfTenant(ctx: Context, tenantId: string): Promise<Database> {
  const { name, db } = await ctx.databases.ofTenant(tenantId);
  return name === ctx.database.name ? ctx.db : db;
}
