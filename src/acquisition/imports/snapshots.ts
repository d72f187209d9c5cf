import { and, desc, eq } from "drizzle-orm";
import type { Database, Statement } from "#kernel/db/db";
import type { NumberSettings } from "#kernel/ports/number-configuration";
import { keyIdOf, type Vault } from "#kernel/ports/vault";
import { numberSnapshots } from "./table";

/** A number as it was before its import. */
export interface Snapshot {
  readonly settings: NumberSettings;
  /** The region that answered it; `null` if Twilio did not say. */
  readonly voiceRegion: string | null;
}

export type SnapshotRow = typeof numberSnapshots.$inferSelect;

export async function snapshotRow(
  vault: Vault,
  row: Pick<SnapshotRow, "phoneNumberId" | "tenantId" | "carrierId" | "createdAt">,
  snapshot: Snapshot,
): Promise<SnapshotRow> {
  const settings = await vault.seal(JSON.stringify(snapshot), { tenantId: row.tenantId, rowId: row.phoneNumberId });
  return { ...row, settings, secretsKeyId: keyIdOf(settings) };
}

export async function openSnapshot(vault: Vault, row: SnapshotRow): Promise<Snapshot> {
  return JSON.parse(await unsealSnapshot(vault, row)) as Snapshot;
}

/** The text of a snapshot. */
export const unsealSnapshot = (
  vault: Vault,
  { tenantId, phoneNumberId: rowId, settings }: SnapshotRow,
): Promise<string> => vault.open(settings, { tenantId, rowId });

/** Unexecuted. */
export const snapshotOf = (db: Database, phoneNumberId: string) =>
  db.select().from(numberSnapshots).where(eq(numberSnapshots.phoneNumberId, phoneNumberId));

/** The snapshot that the tenant's latest import of this number left, if it was detached by force. Unexecuted. */
export const latestSnapshot = (db: Database, tenantId: string, carrierId: string) =>
  db
    .select()
    .from(numberSnapshots)
    .where(and(eq(numberSnapshots.tenantId, tenantId), eq(numberSnapshots.carrierId, carrierId)))
    .orderBy(desc(numberSnapshots.createdAt))
    .limit(1);

/** Deletes the snapshot. It has no condition of its own: its number's row decides. Unexecuted. */
export const deleteSnapshot = (db: Database, phoneNumberId: string, gate: Parameters<typeof and>[0]): Statement =>
  db.delete(numberSnapshots).where(and(eq(numberSnapshots.phoneNumberId, phoneNumberId), gate));
