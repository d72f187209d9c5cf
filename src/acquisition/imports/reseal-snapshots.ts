import { and, asc, eq, gt, lt, type SQL, sql } from "drizzle-orm";
import type { KeyRange, RowKey } from "#kernel/http/page";
import type { Context } from "#kernel/ports/context";
import { keyIdOf } from "#kernel/ports/vault";
import { type SnapshotRow, unsealSnapshot } from "./snapshots";
import { numberSnapshots } from "./table";

const { secretsKeyId, phoneNumberId } = numberSnapshots;

/** The place of a snapshot in the order of its index. */
export const snapshotKeyOf = (row: SnapshotRow): RowKey => ({ at: 0, id: `${row.secretsKeyId} ${row.phoneNumberId}` });

/** Snapshots of all tenants that another key than the newest of `SECRETS_KEY` sealed: for the cleanup job. */
export async function staleSnapshots({ db, vault }: Context, { after, limit }: KeyRange): Promise<SnapshotRow[]> {
  const newest = await vault.newestKeyId();
  const [keyId = "", id = ""] = after?.id.split(" ") ?? [];
  // A range of the index on each side of the newest key.
  const read = (side: SQL, count: number) =>
    db
      .select()
      .from(numberSnapshots)
      .where(and(side, after ? sql`(${secretsKeyId}, ${phoneNumberId}) > (${keyId}, ${id})` : undefined))
      .orderBy(asc(secretsKeyId), asc(phoneNumberId))
      .limit(count);
  const before = await read(lt(secretsKeyId, newest), limit);
  return before.length < limit ? [...before, ...(await read(gt(secretsKeyId, newest), limit - before.length))] : before;
}

/** Seals a snapshot under the newest key, so that the older one may go. A snapshot that changed meanwhile stays. */
export async function resealSnapshot({ db, vault }: Context, row: SnapshotRow): Promise<void> {
  const settings = await vault.seal(await unsealSnapshot(vault, row), {
    tenantId: row.tenantId,
    rowId: row.phoneNumberId,
  });
  await db
    .update(numberSnapshots)
    .set({ settings, secretsKeyId: keyIdOf(settings) })
    .where(and(eq(phoneNumberId, row.phoneNumberId), eq(secretsKeyId, row.secretsKeyId)));
}
