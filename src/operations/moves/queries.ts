import { desc, eq, isNull } from "drizzle-orm";
import { everywhere } from "#kernel/http/page-of-all";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { tenantOf } from "#tenants/queries";
import { type MoveRow, movingTenants, tenantMoves } from "./table";

/** A move with a context on the database that has its row. */
export interface FoundMove {
  readonly move: MoveRow;
  readonly ctx: Context;
}

/** The tenant's latest move, whatever database has its row; `null` if it never moved. */
export async function findLatestMove(caller: Context, tenantId: string): Promise<FoundMove | null> {
  const found = await Promise.all(
    everywhere(caller).map(async (ctx) => {
      const [move] = await ctx.db
        .select()
        .from(tenantMoves)
        .where(eq(tenantMoves.tenantId, tenantId))
        .orderBy(desc(tenantMoves.createdAt), desc(tenantMoves.id))
        .limit(1);
      return move ? [{ move, ctx }] : [];
    }),
  );
  return found.flat().sort((a, b) => b.move.createdAt - a.move.createdAt)[0] ?? null;
}

/** The same. Throws `not_found` if the tenant does not exist or never moved. */
export async function latestMove(ctx: Context, tenantId: string): Promise<FoundMove> {
  await tenantOf(ctx, tenantId);
  const found = await findLatestMove(ctx, tenantId);
  if (!found) throw new Problem("not_found", `The tenant ${tenantId} has never been moved.`);
  return found;
}

/** The moves out of the context's database that are not over, the oldest first. */
export const openMoves = ({ db }: Context) =>
  db.select().from(tenantMoves).where(isNull(tenantMoves.endedAt)).orderBy(tenantMoves.createdAt);

/** The tenants that move from or to the context's database. */
export const movingHere = ({ db }: Context) => db.select().from(movingTenants);

/** Whether a move with this id is under way, out of any database. */
export async function isMoveOpen(caller: Context, id: string): Promise<boolean> {
  const rows = await Promise.all(
    everywhere(caller).map(({ db }) => db.select().from(tenantMoves).where(eq(tenantMoves.id, id))),
  );
  return rows.flat().some(({ endedAt }) => endedAt === null);
}
