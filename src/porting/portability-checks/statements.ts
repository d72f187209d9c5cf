import { and, eq, gt, isNull, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { insertAllIf, isOneOf, type Statement } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { ANSWER_MS, type StoredAnswer } from "./answer";
import { type CheckRow, portabilityAnswers, portabilityChecks, portabilityItems } from "./table";

/**
 * The statements of portability checks, unexecuted.
 *
 * **Invariant:** an invocation asks the carrier only about numbers that it has claimed, and no number is claimed while
 * it has an answer of the last day. So the carrier is asked once a day about a number, unless its answer was lost.
 */

/** Longer than the longest question to the carrier with its retries. */
const CLAIM_MS = 60_000;

const isPending = isOneOf(portabilityItems.status, ["pending"]);

const itemsOf = (checkId: string): SQL | undefined => eq(portabilityItems.checkId, checkId);

/** Claims up to `limit` pending numbers of a check for this invocation. */
export const claimNumbers = ({ db }: Context, checkId: string, now: number, limit: number) =>
  db
    .insert(portabilityAnswers)
    .select(
      sql`select ${portabilityItems.e164}, null, null, 0, ${now + CLAIM_MS} from ${portabilityItems}
        left join ${portabilityAnswers} on ${portabilityAnswers.e164} = ${portabilityItems.e164}
        where ${itemsOf(checkId)} and ${isPending} and (${isNull(portabilityAnswers.e164)}
          or (${portabilityAnswers.claimedUntil} <= ${now} and ${portabilityAnswers.checkedAt} <= ${now - ANSWER_MS}))
        order by ${portabilityItems.position} limit ${limit}`,
    )
    .onConflictDoUpdate({ target: portabilityAnswers.e164, set: { claimedUntil: now + CLAIM_MS } })
    .returning({ e164: portabilityAnswers.e164 });

/** Stores the carrier's answers. */
export function storeAnswers(
  { db }: Context,
  answers: readonly { readonly e164: string; readonly answer: StoredAnswer }[],
  at: number,
): Statement {
  const rows = answers.map(({ e164, answer }) => ({
    e164,
    isPortable: answer.isPortable,
    answer,
    checkedAt: at,
    claimedUntil: 0,
  }));
  const { isPortable, answer, checkedAt, claimedUntil } = portabilityAnswers;
  const given = (column: SQLiteColumn) => sql.raw(`excluded.${column.name}`);
  return insertAllIf(db, portabilityAnswers, rows).onConflictDoUpdate({
    target: portabilityAnswers.e164,
    set: {
      isPortable: given(isPortable),
      answer: given(answer),
      checkedAt: given(checkedAt),
      claimedUntil: given(claimedUntil),
    },
  });
}

/** Gives up the claims of numbers for which the carrier had no answer. */
export const releaseNumbers = ({ db }: Context, e164s: readonly string[]): Statement =>
  db
    .update(portabilityAnswers)
    .set({ claimedUntil: 0 })
    .where(sql`${portabilityAnswers.e164} in (select value from json_each(${JSON.stringify(e164s)}))`);

/** Gives a check's pending numbers the answers that there are, of this check or another, and ends it with the last. */
export const takeAnswers = (ctx: Context, check: Pick<CheckRow, "id" | "numberCount">, now: number): Statement[] => [
  ctx.db
    .update(portabilityItems)
    .set({
      status: "checked",
      isPortable: sql`${portabilityAnswers.isPortable}`,
      answer: sql`${portabilityAnswers.answer}`,
      checkedAt: sql`${portabilityAnswers.checkedAt}`,
    })
    .from(portabilityAnswers)
    .where(
      and(
        itemsOf(check.id),
        isPending,
        eq(portabilityAnswers.e164, portabilityItems.e164),
        gt(portabilityAnswers.checkedAt, now - ANSWER_MS),
      ),
    ),
  ...countItems(ctx, check, now),
];

/** Ends a check without the answers that are missing. */
export const giveUp = (
  ctx: Context,
  check: Pick<CheckRow, "id" | "numberCount">,
  answer: StoredAnswer,
  now: number,
): Statement[] => [
  ctx.db
    .update(portabilityItems)
    .set({ status: "checked", answer })
    .where(and(itemsOf(check.id), isPending)),
  ...countItems(ctx, check, now),
];

/** Counts a check's answers anew; with the last one the check ends. */
function countItems(ctx: Context, { id, numberCount }: Pick<CheckRow, "id" | "numberCount">, now: number): Statement[] {
  const { db } = ctx;
  const isOpen = and(eq(portabilityChecks.id, id), isNull(portabilityChecks.endedAt));
  const count = (condition: SQL) =>
    sql`(select count(*) from ${portabilityItems} where ${itemsOf(id)} and ${portabilityItems.status} = 'checked' and ${condition})`;
  return [
    db
      .update(portabilityChecks)
      .set({
        portable: count(sql`${portabilityItems.isPortable} = 1`),
        notPortable: count(sql`${portabilityItems.isPortable} = 0`),
        undetermined: count(sql`${portabilityItems.isPortable} is null`),
      })
      .where(isOpen),
    db
      .update(portabilityChecks)
      .set({ endedAt: now, runner: null })
      .where(
        and(
          isOpen,
          sql`${portabilityChecks.portable} + ${portabilityChecks.notPortable} + ${portabilityChecks.undetermined} = ${portabilityChecks.numberCount}`,
        ),
      ),
    recordEvent(db, sourceOf(ctx), "portability_check.completed", id, { number_count: numberCount }),
  ];
}
