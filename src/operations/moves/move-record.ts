import { and, eq, type SQL, sql } from "drizzle-orm";
import { batchAll, type Statement, wroteSomething } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import type { NamedDatabase } from "#kernel/ports/databases";
import type { MoveFailure, MovePosition, MoveStatus } from "./move-status";
import { Overtaken } from "./pass";
import { type MoveRow, movingTenants, tenantMoves } from "./table";

/** A move that a job run works on. */
export interface MoveWork {
  /** A context on the database that the tenant leaves, which has the move's row. */
  readonly ctx: Context;
  readonly source: NamedDatabase;
  readonly target: NamedDatabase;
  /** Counts statements that go to the target. */
  readonly count: (statements: number) => void;
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

/**
 * Writes the move's row if it is still as it was read, with further statements of the same batch that get the condition
 * that it was. Returns the row as it is now. Throws `Overtaken` if another run was faster.
 */
export async function saveMove(
  ctx: Context,
  move: MoveRow,
  { position, status, ...change }: Change,
  others: (isSaved: SQL) => readonly Statement[] = () => [],
): Promise<MoveRow> {
  const { db } = ctx;
  const now = instantOf(ctx);
  const after: MoveRow = {
    ...move,
    ...(status !== undefined && { status, statusSince: now, position: null }),
    ...change,
    ...(position !== undefined && { position: JSON.stringify(position) }),
    version: move.version + 1,
    updatedAt: now,
  };
  const isSaved = sql`exists (select 1 from ${tenantMoves}
    where ${tenantMoves.id} = ${move.id} and ${tenantMoves.version} = ${after.version})`;
  const [saved] = await batchAll(db, [
    db
      .update(tenantMoves)
      .set(after)
      .where(and(eq(tenantMoves.id, move.id), eq(tenantMoves.version, move.version))),
    ...others(isSaved),
  ]);
  if (!wroteSomething(saved)) throw new Overtaken(`The move ${move.id} has changed meanwhile.`);
  return after;
}
