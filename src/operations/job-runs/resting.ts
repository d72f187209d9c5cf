import { type SQL, sql } from "drizzle-orm";
import type { Context } from "#kernel/ports/context";

/**
 * Jobs rest on a database while a tenant moves from or to it: they would work on the copy that does not count, and the
 * move would refuse their writes. The folder of moves stands above this one, so its table is named in text here.
 */
export const noneRests: SQL = sql`not exists (select 1 from moving_tenants where jobs_rest = 1)`;

/** Whether jobs may begin no run on the context's database now. With one database there is no query. */
export async function areJobsResting({ db, databases }: Context): Promise<boolean> {
  if (databases.all.length === 1) return false;
  return (await db.all(sql`select 1 where ${noneRests}`)).length === 0;
}
