import { and, asc, eq, gt, type SQL, sql } from "drizzle-orm";
import type { Database, Statement } from "#kernel/db/db";
import { idPrefixes } from "#kernel/values/ids";
import { readinessQueue } from "./table";

/**
 * The queue of dirty subjects whose change no event names: their readiness must be evaluated again. A subject is a
 * number's id, or the id of an agent, a bundle or an address, which stands for all numbers that depend on it.
 * `operations/readiness/catch-up.ts` says which changes need a row here; it evaluates and removes the rows.
 */

export type DirtyRow = typeof readinessQueue.$inferSelect;

/**
 * Makes subjects dirty, unexecuted: for the batch of the change. `subject` is the id, and `where` the rest of a
 * select, which must have a WHERE clause: give it the conditions of the change itself, so that a change that writes
 * nothing makes nothing dirty.
 */
export const markDirty = (db: Database, subject: SQL, where: SQL): Statement =>
  db
    .insert(readinessQueue)
    .select(sql`select ${subject}, '', 1 ${where}`)
    .onConflictDoUpdate({
      target: readinessQueue.subject,
      set: { after: "", version: sql`${readinessQueue.version} + 1` },
    });

/** Dirty subjects by id, after `subject`. */
export const dirtyAfter = (db: Database, subject: string, limit: number) =>
  db
    .select()
    .from(readinessQueue)
    .where(gt(readinessQueue.subject, subject))
    .orderBy(asc(readinessQueue.subject))
    .limit(limit);

const isUnchanged = ({ subject, version }: DirtyRow) =>
  and(eq(readinessQueue.subject, subject), eq(readinessQueue.version, version));

/** Removes rows of numbers, except those that changed since they were read and those for which `gate` fails. */
export const clearDirtyNumbers = (db: Database, rows: readonly DirtyRow[], gate: (id: SQL) => SQL): Statement => {
  const versions = JSON.stringify(rows.map(({ subject, version }) => [subject, version]));
  return db
    .delete(readinessQueue)
    .where(
      and(
        sql`(${readinessQueue.subject}, ${readinessQueue.version}) in (select value ->> 0, value ->> 1 from json_each(${versions}))`,
        gate(sql`${readinessQueue.subject}`),
      ),
    );
};

/** Removes a row if `gate` holds, unless its subject changed since the row was read. */
export const clearDirty = (db: Database, row: DirtyRow, gate: SQL): Statement =>
  db.delete(readinessQueue).where(and(isUnchanged(row), gate));

/** Stores the last evaluated number of a subject if `gate` holds, unless the subject changed since the row was read. */
export const advanceDirty = (db: Database, row: DirtyRow, after: string, gate: SQL): Statement =>
  db
    .update(readinessQueue)
    .set({ after })
    .where(and(isUnchanged(row), gate));

/** Whether a subject is a single number. */
export const isNumberId = (subject: string): boolean => subject.startsWith(`${idPrefixes.phoneNumber}_`);
