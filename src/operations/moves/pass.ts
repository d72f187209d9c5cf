import type { NamedDatabase } from "#kernel/ports/databases";
import type { MoveRow } from "./table";

/**
 * The move's own way through its fence: a batch opens it, writes and closes it again. **Invariant:** as a batch is one
 * transaction, the fence is open for no other write; and a run of the move that another one has overtaken finds its
 * stage ended, so it writes nothing.
 */
export interface Pass {
  readonly client: D1Database;
  readonly tenantId: string;
  readonly moveId: string;
  readonly stage: "copying" | "clearing";
}

export const passOf = ({ db }: NamedDatabase, { id: moveId, tenantId }: MoveRow, stage: Pass["stage"]): Pass => ({
  client: db.$client,
  tenantId,
  moveId,
  stage,
});

/**
 * The condition of each statement in a batch with the pass. The ids stand in the text, as statements have parameters of
 * their own.
 */
export const isPassed = ({ tenantId, moveId, stage }: Pass): string =>
  `exists (select 1 from moving_tenants
    where tenant_id = '${tenantId}' and move_id = '${moveId}' and stage = '${stage}' and fenced = 0)`;

/** The move's stage in this database has ended: another run is ahead of this one. */
export class Overtaken extends Error {}

/**
 * Runs the statements inside of the fence and returns their results. Throws `Overtaken`, and has written nothing, if
 * the stage is over.
 */
export async function withPass<T>(pass: Pass, statements: readonly D1PreparedStatement[]): Promise<D1Result<T>[]> {
  const { client, tenantId, moveId, stage } = pass;
  const [opened, ...results] = await client.batch<T>([
    client
      .prepare("update moving_tenants set fenced = 0 where tenant_id = ? and move_id = ? and stage = ?")
      .bind(tenantId, moveId, stage),
    ...statements,
    client
      .prepare("update moving_tenants set fenced = 1 where tenant_id = ? and move_id = ? and stage = ?")
      .bind(tenantId, moveId, stage),
  ]);
  if (opened?.meta.changes !== 1) throw new Overtaken(`The move ${moveId} is not in the stage ${stage} there.`);
  return results.slice(0, -1);
}
