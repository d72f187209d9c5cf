import { and, eq, type SQL, sql } from "drizzle-orm";
import { batchAll, type Statement, wroteSomething } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import type { NamedDatabase } from "#kernel/ports/databases";
import type { MoveFailure, MovePosition, MoveStatus } from "./move-status";
import { Overtaken } from "./pass";
import { type MoveRow, movingTenants, tenantMoves } from "./table";
import { tablesDigest } from "./tables-digest";

/** A move that a job run works on. */
export interface MoveWork {
  /** A context on the database that the tenant leaves, which has the move's row. */
  readonly ctx: Context;
  /** Both with a `db` that counts its statements in the run's share of the invocation's. */
  readonly source: NamedDatabase;
  readonly target: NamedDatabase;
  readonly mayGoOn: () => boolean;
}

/** A failure that no repetition mends: the move is canceled. */
export class MoveProblem extends Error {
  readonly code: MoveFailure;

  constructor(code: MoveFailure, detail: string) {
    super(detail);
    this.code = code;
  }
}

/** The present instant: a slice may have begun a minute ago. */
export const instantOf = ({ now, elapsedMs }: Context): number => now + elapsedMs();

/** The move's row in `moving_tenants`. */
export const isOf = ({ tenantId, id }: MoveRow): SQL =>
  sql`${movingTenants.tenantId} = ${tenantId} and ${movingTenants.moveId} = ${id}`;

export const positionOf = ({ position }: Pick<MoveRow, "position">): MovePosition =>
  position === null ? {} : (JSON.parse(position) as MovePosition);

/** The change of a move that came on. */
export const noFailures = { failures: 0, errorCode: null, errorDetail: null } as const;

interface Change {
  readonly status?: MoveStatus;
  readonly position?: MovePosition;
  readonly copiedRows?: number;
  readonly failures?: number;
  readonly errorCode?: MoveFailure | null;
  readonly errorDetail?: string | null;
  readonly movedAt?: number;
  readonly endedAt?: number;
}

/** The condition that the tenant's row in `moving_tenants` of the database is this move's own. */
export const hasOwnRow = (move: MoveRow): SQL => sql`exists (select 1 from ${movingTenants} where ${isOf(move)})`;

/** The condition that the move's row is still as it was read. */
export const isUnchanged = ({ id, version }: MoveRow): SQL =>
  sql`exists (select 1 from ${tenantMoves} where ${tenantMoves.id} = ${id} and ${tenantMoves.version} = ${version})`;

/** Further parts of the batch that writes the move's row. */
interface Around {
  readonly before?: Statement;
  /** A further condition for writing the row. */
  readonly only?: SQL;
}

/**
 * Writes the move's row if it is still as it was read, with further statements of the same batch that get the condition
 * that it was. Returns the row as it is now. Throws `Overtaken` if another run was faster.
 */
export async function saveMove(
  ctx: Context,
  move: MoveRow,
  { position, status, ...change }: Change,
  others: (isSaved: SQL) => readonly Statement[] = () => [],
  { before, only }: Around = {},
): Promise<MoveRow> {
  const { db } = ctx;
  const now = instantOf(ctx);
  const after: MoveRow = {
    ...move,
    ...(status !== undefined && { status, statusSince: now }),
    ...change,
    ...((position ?? status) !== undefined && {
      position: JSON.stringify({ ...position, tables: tablesDigest() }),
    }),
    version: move.version + 1,
    updatedAt: now,
  };
  const isSaved = isUnchanged(after);
  const results = await batchAll(db, [
    ...(before ? [before] : []),
    db
      .update(tenantMoves)
      .set(after)
      .where(and(eq(tenantMoves.id, move.id), eq(tenantMoves.version, move.version), only)),
    ...others(isSaved),
  ]);
  if (!wroteSomething(results[before ? 1 : 0])) throw new Overtaken(`The move ${move.id} has changed meanwhile.`);
  return after;
}
