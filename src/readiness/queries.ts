import { and, asc, eq, gt, sql } from "drizzle-orm";
import { numbersWithBundle } from "../compliance/queries";
import type { Context } from "../kernel/context";
import type { Database, Statement } from "../kernel/db";
import { numbersOfAgent } from "../routing/queries";
import { type DueRow, numberReadiness, readinessDue } from "./table";

/** What was last said of these numbers, unexecuted. */
export const verdictsOf = (db: Database, ids: readonly string[]) =>
  db
    .select()
    .from(numberReadiness)
    .where(sql`${numberReadiness.phoneNumberId} in (select value from json_each(${JSON.stringify(ids)}))`);

/** What changed since it was judged, by its id. */
export const dueAfter = (ctx: Context, subject: string, limit: number) =>
  ctx.db
    .select()
    .from(readinessDue)
    .where(gt(readinessDue.subject, subject))
    .orderBy(asc(readinessDue.subject))
    .limit(limit);

const asItWas = ({ subject, marks }: DueRow) => and(eq(readinessDue.subject, subject), eq(readinessDue.marks, marks));

/** Takes marks away, but for those whose subject changed again since they were read. */
export const settleAll = ({ db }: Context, due: readonly DueRow[]): Statement => {
  const marks = JSON.stringify(due.map(({ subject, marks }) => [subject, marks]));
  return db
    .delete(readinessDue)
    .where(
      sql`(${readinessDue.subject}, ${readinessDue.marks}) in (select value ->> 0, value ->> 1 from json_each(${marks}))`,
    );
};

/** Takes a mark away, unless what it stands for changed again since it was read. */
export const settle = ({ db }: Context, due: DueRow): Statement => db.delete(readinessDue).where(asItWas(due));

/** Notes how far an agent's numbers are judged, unless the agent changed again since. */
export const advance = ({ db }: Context, due: DueRow, after: string): Statement =>
  db.update(readinessDue).set({ after }).where(asItWas(due));

const BUNDLE = "bundle:";

/** The numbers, by id, that a mark of something else stands for: an agent's, or those that hang on a bundle. */
export const numbersBehind = (db: Database, subject: string, stretch: { after: string; limit: number }) =>
  subject.startsWith(BUNDLE)
    ? numbersWithBundle(db, subject.slice(BUNDLE.length), stretch)
    : numbersOfAgent(db, subject, stretch);
