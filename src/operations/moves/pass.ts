import type { NamedDatabase } from "#kernel/ports/databases";
import type { MoveRow } from "./table";

/**
 * The move's own way through its fence: a batch opens it, writes and closes it again. **Invariant:** as a batch is one
 * transaction, the fence is open for no other write. Each batch leaves the version of the move's row that its run has
 * read: one of an earlier version, whenever it arrives, writes nothing, nor does one whose stage has ended.
 */
export interface Pass {
  readonly client: D1Database;
  readonly tenantId: string;
  readonly moveId: string;
  readonly stage: "copying" | "clearing";
  readonly version: number;
}

export const passOf = (
  { db }: NamedDatabase,
  { id: moveId, tenantId, version }: MoveRow,
  stage: Pass["stage"],
): Pass => ({
  client: db.$client,
  tenantId,
  moveId,
  stage,
  version,
});

/**
 * The condition of each statement in a batch with the pass. The ids stand in the text, as statements have parameters of
 * their own.
 */
export const isPassed = ({ tenantId, moveId, stage }: Pass): string =>
  `exists (select 1 from moving_tenants
    where tenant_id = '${tenantId}' and move_id = '${moveId}' and stage = '${stage}' and fenced = 0)`;

/** Another run of the move is ahead of this one. */
export class Overtaken extends Error {}

/**
 * Runs the statements inside of the fence and returns their results. Throws `Overtaken`, and has written nothing, if
 * another run has come further.
 */
export async function withPass<T>(pass: Pass, statements: readonly D1PreparedStatement[]): Promise<D1Result<T>[]> {
  const { client, tenantId, moveId, stage, version } = pass;
  const [opened, ...results] = await client.batch<T>([
    client
      .prepare(
        `update moving_tenants set fenced = 0, move_version = ?4
         where tenant_id = ?1 and move_id = ?2 and stage = ?3 and move_version <= ?4`,
      )
      .bind(tenantId, moveId, stage, version),
    ...statements,
    client
      .prepare("update moving_tenants set fenced = 1 where tenant_id = ? and move_id = ? and stage = ?")
      .bind(tenantId, moveId, stage),
  ]);
  if (opened?.meta.changes !== 1) {
    throw new Overtaken(`The move ${moveId} is not at version ${version} of the stage ${stage} there, or before it.`);
  }
  return results.slice(0, -1);
}
