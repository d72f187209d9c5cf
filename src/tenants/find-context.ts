import type { Context } from "#kernel/ports/context";
import { findInAny } from "#kernel/ports/databases";

/** A tenant's row with a context on its database. */
interface Found<Row> {
  readonly row: Row;
  readonly ctx: Context;
}

/**
 * Looks for a row by its id in all databases, for a caller of no tenant or of the platform. With one database this is
 * one read. A row counts only in its tenant's database, so of the two copies during a move that one is returned.
 */
export const findContext = <Row extends { readonly tenantId: string }>(
  anywhere: Context,
  look: (ctx: Context) => Promise<Row | null | undefined>,
): Promise<Found<Row> | undefined> =>
  findInAny(anywhere.databases.all, async (database) => {
    const ctx = anywhere.inDatabase(anywhere, database);
    const row = await look(ctx);
    if (!row) return undefined;
    const home = await anywhere.databases.ofTenant(row.tenantId);
    if (home.name === database.name) return { row, ctx };
    const inHome = anywhere.inDatabase(anywhere, home);
    const counting = await look(inHome);
    return counting ? { row: counting, ctx: inHome } : undefined;
  });
