import { and, eq, notInArray, sql } from "drizzle-orm";
import { insertAllIf, type Statement } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { type SyncRunRow, syncAbsences, syncDifferences } from "./table";

/**
 * Returns when a complete run first missed each of these numbers at the carrier. A number that was found is left out.
 */
export async function absencesOf(ctx: Context, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await ctx.db
    .select({ id: syncAbsences.phoneNumberId, notedAt: syncAbsences.notedAt })
    .from(syncAbsences)
    .where(sql`${syncAbsences.phoneNumberId} in (select value from json_each(${JSON.stringify(ids)}))`);
  return new Map(rows.map(({ id, notedAt }) => [id, notedAt]));
}

/** Records when a complete run first missed these numbers. A later run keeps the earlier time. */
export const recordAbsences = ({ db, now }: Context, run: SyncRunRow, ids: readonly string[]): Statement =>
  insertAllIf(
    db,
    syncAbsences,
    ids.map((phoneNumberId) => ({
      phoneNumberId,
      carrierAccount: run.carrierAccount,
      runId: run.id,
      notedAt: now,
    })),
  ).onConflictDoNothing();

/** Deletes the absences of numbers that this complete run found. */
export function deleteAbsences({ db }: Context, run: SyncRunRow): Statement {
  const missed = db
    .select({ id: syncDifferences.phoneNumberId })
    .from(syncDifferences)
    .where(and(eq(syncDifferences.runId, run.id), eq(syncDifferences.kind, "missing")));
  return db
    .delete(syncAbsences)
    .where(and(eq(syncAbsences.carrierAccount, run.carrierAccount), notInArray(syncAbsences.phoneNumberId, missed)));
}
