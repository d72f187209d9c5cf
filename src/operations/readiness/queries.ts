import { and, asc, eq, gt, type SQL, sql } from "drizzle-orm";
import { numbersOfAgent } from "#inventory/routing/queries";
import type { Database, Statement } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { idPrefixes } from "#kernel/values/ids";
import { numbersWithAddress, numbersWithBundle } from "#operations/compliance/queries";
import { type DirtyRow, numberReadiness, readinessQueue } from "./table";

/** What was last said of these numbers, unexecuted. */
export const readinessOf = (db: Database, ids: readonly string[]) =>
  db
    .select()
    .from(numberReadiness)
    .where(sql`${numberReadiness.phoneNumberId} in (select value from json_each(${JSON.stringify(ids)}))`);

/** What changed since it was judged, by its id. */
export const dirtyAfter = (ctx: Context, subject: string, limit: number) =>
  ctx.db
    .select()
    .from(readinessQueue)
    .where(gt(readinessQueue.subject, subject))
    .orderBy(asc(readinessQueue.subject))
    .limit(limit);

/** What of these subjects changed since it was judged. */
export const dirtyAmong = (ctx: Context, subjects: readonly string[], limit: number) =>
  ctx.db
    .select()
    .from(readinessQueue)
    .where(sql`${readinessQueue.subject} in (select value from json_each(${JSON.stringify(subjects)}))`)
    .limit(limit);

/** How often the verdict on a number has changed so far, at that place of a batch. */
export const versionOf = (id: SQL): SQL =>
  sql`coalesce((select ${numberReadiness.version} from ${numberReadiness} where ${numberReadiness.phoneNumberId} = ${id}), 0)`;

const asItWas = ({ subject, marks }: DirtyRow) =>
  and(eq(readinessQueue.subject, subject), eq(readinessQueue.marks, marks));

/** Takes marks of numbers away, but for those that changed again since they were read, or of which `holds` is not true. */
export const clearAllDirty = ({ db }: Context, due: readonly DirtyRow[], holds: (id: SQL) => SQL): Statement => {
  const marks = JSON.stringify(due.map(({ subject, marks }) => [subject, marks]));
  return db
    .delete(readinessQueue)
    .where(
      and(
        sql`(${readinessQueue.subject}, ${readinessQueue.marks}) in (select value ->> 0, value ->> 1 from json_each(${marks}))`,
        holds(sql`${readinessQueue.subject}`),
      ),
    );
};

/** Takes a mark away if `gate` holds, unless what it stands for changed again since it was read. */
export const clearDirty = ({ db }: Context, due: DirtyRow, gate: SQL): Statement =>
  db.delete(readinessQueue).where(and(asItWas(due), gate));

/** Notes how far the numbers that a mark stands for are judged, if `gate` holds, unless its subject changed again since. */
export const advanceDirty = ({ db }: Context, due: DirtyRow, after: string, gate: SQL): Statement =>
  db
    .update(readinessQueue)
    .set({ after })
    .where(and(asItWas(due), gate));

const NUMBER = `${idPrefixes.phoneNumber}_`;
const AGENT = `${idPrefixes.agent}_`;
const ADDRESS = "address:";
const BUNDLE = "bundle:";

/** Whether a mark is a number's own. */
export const isOfNumber = ({ subject }: DirtyRow): boolean => subject.startsWith(NUMBER);

/** What the marks are of that a change of these leaves: numbers, agents, addresses and bundles, each by its id. */
export const subjectsAmong = (ids: Iterable<string>): string[] =>
  [...ids].flatMap((id) => {
    if (id.startsWith(NUMBER) || id.startsWith(AGENT)) return [id];
    return /^(AD|BU)[0-9a-f]{32}$/.test(id) ? [`${id.startsWith("AD") ? ADDRESS : BUNDLE}${id}`] : [];
  });

/** The numbers, by id, that a mark of something else stands for: an agent's, or those that have an address or a bundle. */
export function numbersOfSubject(db: Database, subject: string, stretch: { after: string; limit: number }) {
  if (subject.startsWith(ADDRESS)) return numbersWithAddress(db, subject.slice(ADDRESS.length), stretch);
  if (subject.startsWith(BUNDLE)) return numbersWithBundle(db, subject.slice(BUNDLE.length), stretch);
  return numbersOfAgent(db, subject, stretch);
}
