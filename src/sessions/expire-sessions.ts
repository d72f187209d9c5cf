import { inArray, lte } from "drizzle-orm";
import type { Context } from "#kernel/ports/context";
import { DAY_MS } from "#kernel/values/time";
import { sessions } from "./table";

/** Sessions stay for 30 days after their end, as a record of who signed in. */
const KEPT_MS = 30 * DAY_MS;

/** Deletes up to `limit` sessions that ended long ago and returns their number. */
export async function expireSessions({ db, now }: Context, limit: number): Promise<number> {
  const old = db
    .select({ id: sessions.id })
    .from(sessions)
    .where(lte(sessions.expiresAt, now - KEPT_MS))
    .limit(limit);
  const deleted = await db.delete(sessions).where(inArray(sessions.id, old)).run();
  return deleted.meta.changes;
}
