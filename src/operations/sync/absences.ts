import { and, eq, notInArray, sql } from "drizzle-orm";
import { insertAllIf, type Statement } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { type SyncRunRow, syncAbsences, syncDifferences } from "./table";

/** Since when complete runs have not found numbers at the carrier. */

export async function absencesOf(ctx: Context, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await ctx.db
    .select({ id: syncAbsences.phoneNumberId, notedAt: syncAbsences.notedAt })
    .from(syncAbsences)
    .where(sql`${syncAbsences.phoneNumberId} in (select value from json_each(${JSON.stringify(ids)}))`);
  return new Map(rows.map(({ id, notedAt }) => [id, notedAt]));
}

/** The first complete run that misses a number notes when; the later ones leave that as it is. */
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
