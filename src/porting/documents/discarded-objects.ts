import { eq, type SQL, sql } from "drizzle-orm";
import { type Database, insertIf, previousWroteSomething, type Statement } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { discardedObjects, portingDocuments } from "./table";

/** An upload that takes longer than this has died. 10 MB in an hour are 3 kB a second. */
const UPLOAD_MS = 60 * 60_000;

/** Notes an object that is about to be written, so that it is deleted unless a document takes it. */
export const announceObject = async ({ db, now }: Pick<Context, "db" | "now">, key: string): Promise<unknown> =>
  await db.insert(discardedObjects).values({ id: key, dueAt: now + UPLOAD_MS });

/** A condition that is true while the object was not given up. */
export const isAnnounced = (key: string): SQL =>
  sql`exists (select 1 from ${discardedObjects} where ${discardedObjects.id} = ${key})`;

/** Takes the object over, if the statement before it in the batch wrote the document that has it. Unexecuted. */
export const takeObject = (db: Database, key: string): Statement =>
  db.delete(discardedObjects).where(sql`${discardedObjects.id} = ${key} and ${previousWroteSomething}`);

/**
 * Gives an object up, if the statement before it in the batch wrote something. One that was given up already, as a
 * scanner refused it, stays so: put no statement behind this one that it gates. Unexecuted.
 */
export const discardObject = ({ db, now }: Pick<Context, "db" | "now">, key: string): Statement =>
  insertIf(db, discardedObjects, { id: key, dueAt: now }, previousWroteSomething).onConflictDoNothing();

/** Gives up the objects of all documents that meet the condition. Unexecuted; the deletion of the rows follows. */
export const discardObjectsWhere = (db: Database, condition: SQL): Statement =>
  db
    .insert(discardedObjects)
    .select(
      sql`select 'porting/' || ${portingDocuments.tenantId} || '/' || ${portingDocuments.portingRequestId} || '/' ||
        ${portingDocuments.id}, 0 from ${portingDocuments} where ${condition}`,
    )
    .onConflictDoNothing();

/** Deletes an object that was given up. Safe to repeat; cleanup repeats what fails. */
export async function deleteObject({ db, documents }: Pick<Context, "db" | "documents">, key: string): Promise<void> {
  await documents.delete(key);
  await db.delete(discardedObjects).where(eq(discardedObjects.id, key));
}
