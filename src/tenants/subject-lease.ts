import { eq, lte, type SQL, sql } from "drizzle-orm";
import { batchNamed, describeError, isConstraintError } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { subjectLeases } from "./table";

/**
 * Keeps a subject that only one tenant of the deployment may have from two tenants in two databases; within a database
 * a unique index does. Before a tenant's row is written, its subject is leased in `DB`; under the lease the writer
 * looks into the other databases, and then writes. The rows alone say who has a subject, so a lease is not released or
 * moved with them.
 *
 * **Invariant:** a row is written only while its lease lasts, by the clock of the database that takes the row. The next
 * lease begins `SKEW_MS` later at the earliest, so its look finds the row, or the row is never written.
 */

/** From the lease to the write: some trips to databases. A writer that is slower writes nothing and tries again. */
const LEASE_MS = 4_000;
/** The clocks of two databases differ by less. */
const SKEW_MS = 1_000;
/** A request waits for another one's lease, until that would be over if the other one had died. */
const WAITS_MS = [0, 50, 100, 200, 400, ...Array<number>(10).fill(500)];

/** An imported number by Twilio's id, numbers of trunks and ports by E.164, a document by Twilio's id. */
export type LeasedKind = "imported_number" | "trunk_number" | "porting_number" | "document" | "new_tenant";

const clock = sql`cast(unixepoch('subsec') * 1000 as integer)`;

/**
 * Runs `write` with the lease of all these subjects. Each statement that writes a row for one of them must have the
 * condition `isLeased`, or write only if a statement before it in the batch has, which had the condition. With one
 * database there is no lease and no condition, and `isLeased` is `undefined`. Throws `changed_meanwhile` if another
 * request keeps one of the subjects leased.
 */
export async function whileLeased<Result>(
  ctx: Context,
  kind: LeasedKind,
  subjects: readonly string[],
  write: (isLeased: SQL | undefined) => Promise<Result>,
): Promise<Result> {
  if (ctx.databases.all.length === 1 || subjects.length === 0) return await write(undefined);
  const holder = ctx.newId("request");
  const until = await take(ctx, kind, [...new Set(subjects)], holder);
  let hasEnded = false;
  try {
    const result = await write(sql`${clock} < ${until}`);
    hasEnded = true;
    return result;
  } catch (error) {
    hasEnded = error instanceof Problem || isConstraintError(error);
    throw error;
  } finally {
    // After any other error, a statement may still be on its way, and the lease must outlast it.
    if (hasEnded) await end(ctx, holder);
  }
}

async function take(ctx: Context, kind: LeasedKind, subjects: readonly string[], holder: string): Promise<number> {
  for (const wait of WAITS_MS) {
    if (wait > 0) await ctx.wait(wait);
    const until = await tryToTake(ctx, kind, subjects, holder);
    if (until !== null) return until;
  }
  const detail = `Other requests keep using ${named(subjects)}. Nothing was done. Retry.`;
  throw new Problem("changed_meanwhile", detail, { retryAfter: 5 });
}

const named = ([first = "", ...others]: readonly string[]): string =>
  others.length === 0 ? first : `${first} or one of ${others.length} more that were named`;

/** Leases all subjects or none, in one transaction. Returns the end of the lease. */
async function tryToTake(ctx: Context, kind: LeasedKind, subjects: readonly string[], holder: string) {
  const { db } = ctx.databases.first;
  const wanted = JSON.stringify(subjects);
  const isAmong = sql`${subjectLeases.kind} = ${kind} and ${subjectLeases.subject} in (select value from json_each(${wanted}))`;
  const { taken } = await batchNamed(db, {
    expired: db.delete(subjectLeases).where(lte(subjectLeases.until, sql`${clock} - ${SKEW_MS}`)),
    taken: db
      .insert(subjectLeases)
      .select(
        sql`select ${kind}, value, ${holder}, ${clock} + ${LEASE_MS} from json_each(${wanted})
          where not exists (select 1 from ${subjectLeases} where ${isAmong})`,
      )
      .returning({ until: subjectLeases.until }),
  });
  return taken[0]?.until ?? null;
}

/** A lease that could not be ended ends by itself. */
async function end(ctx: Context, holder: string): Promise<void> {
  const { db } = ctx.databases.first;
  try {
    await db.delete(subjectLeases).where(eq(subjectLeases.holder, holder));
  } catch (error) {
    console.error({ message: "a lease was not ended", request_id: ctx.requestId, error: describeError(error) });
  }
}
