import { and, desc, eq, isNull } from "drizzle-orm";
import { elsewhere } from "#kernel/http/page-of-all";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { findInAny, type NamedDatabase } from "#kernel/ports/databases";
import { tenantOf } from "#tenants/queries";
import { type MoveRow, movingTenants, tenantMoves } from "./table";

/** A move with a context on the database that has its row. */
export interface FoundMove {
  readonly move: MoveRow;
  readonly ctx: Context;
}

/**
 * The tenant's latest move, whatever database has its row; `null` if it never moved. A move that is under way is found
 * although other databases do not answer.
 */
export async function findLatestMove(caller: Context, tenantId: string): Promise<FoundMove | null> {
  const { all } = caller.databases;
  const latestIn = async (database: NamedDatabase): Promise<FoundMove | undefined> => {
    const ctx = caller.inDatabase(caller, database);
    const [move] = await ctx.db
      .select()
      .from(tenantMoves)
      .where(eq(tenantMoves.tenantId, tenantId))
      .orderBy(desc(tenantMoves.createdAt), desc(tenantMoves.id))
      .limit(1);
    return move && { move, ctx };
  };
  const open = await findInAny(all, async (database) => {
    const found = await latestIn(database);
    return found?.move.endedAt === null ? found : undefined;
  });
  if (open) return open;
  const found = (await Promise.all(all.map(latestIn))).filter((each) => each !== undefined);
  return found.sort((a, b) => b.move.createdAt - a.move.createdAt)[0] ?? null;
}

/** The same. Throws `not_found` if the tenant does not exist or never moved. */
export async function latestMove(ctx: Context, tenantId: string): Promise<FoundMove> {
  const found = await findLatestMove(ctx, tenantId);
  if (found) return found;
  await tenantOf(ctx, tenantId);
  throw new Problem("not_found", `The tenant ${tenantId} has never been moved.`);
}

/** The moves out of the context's database that are not over, the oldest first. */
export const openMoves = ({ db }: Context) =>
  db.select().from(tenantMoves).where(isNull(tenantMoves.endedAt)).orderBy(tenantMoves.createdAt);

/** The tenants that move from or to the context's database. */
export const movingHere = ({ db }: Context) => db.select().from(movingTenants);

/**
 * Whether a move with this id is under way, out of any database. The context's own one is asked first. Throws if one
 * does not answer and no other has the move.
 */
export async function isMoveOpen(caller: Context, id: string): Promise<boolean> {
  const isOpenIn = async ({ db }: Context): Promise<true | undefined> => {
    const [open] = await db
      .select({ id: tenantMoves.id })
      .from(tenantMoves)
      .where(and(eq(tenantMoves.id, id), isNull(tenantMoves.endedAt)));
    return open && true;
  };
  if (await isOpenIn(caller)) return true;
  const others = elsewhere(caller).map(({ database }) => database);
  return (await findInAny(others, (database) => isOpenIn(caller.inDatabase(caller, database)))) ?? false;
}

/** The move's row in the context's database, as it is now. */
export async function moveWithId({ db }: Context, id: string): Promise<MoveRow | undefined> {
  const [move] = await db.select().from(tenantMoves).where(eq(tenantMoves.id, id));
  return move;
}
