import { Touched } from "#kernel/db/touched";
import type { Context } from "#kernel/ports/context";
import { judgeNumbers } from "./judge-numbers";
import { advance, dueAmong, isOfNumber, numbersBehind, settle, settleAll, subjectsAmong } from "./queries";
import type { DueRow } from "./table";

/** Numbers that are judged right after the work that changed them; what is beyond is left to the job. */
export const JUDGED_AFTERWARDS = 100;
/** Marks of agents, addresses and bundles that are seen to then; each takes a round trip of its own for its numbers. */
const OTHERS_AFTERWARDS = 3;
/** Names that are looked up among the marks: a run of a job may have changed any number of things. */
const MAX_NAMED = 1_000;
/** How often, when others judge or change the same numbers at the same moment. */
const TRIES = 2;

interface Judged {
  readonly numbers: number;
  readonly changed: number;
  /** Some were judged by somebody else, or changed again, at the same moment: not all of the marks were settled. */
  readonly outrun: boolean;
}

/** Judges the numbers whose own marks these are, and settles the marks. */
export async function judgeMarked(ctx: Context, due: readonly DueRow[]): Promise<Judged> {
  if (due.length === 0) return { numbers: 0, changed: 0, outrun: false };
  const ids = due.map(({ subject }) => subject);
  const { changed, settled } = await judgeNumbers(ctx, ids, ({ one }) => settleAll(ctx, due, one));
  return { numbers: ids.length, changed, outrun: settled < due.length };
}

/**
 * Judges some of the numbers that a mark of something else stands for, from the one after `after` on. The mark moves on with them,
 * and is settled with the last of them; `next` is where to go on, `null` if there is nothing left to do for now.
 */
export async function judgePage(
  ctx: Context,
  mark: DueRow,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<Judged & { readonly next: string | null }> {
  const rows = await numbersBehind(ctx.db, mark.subject, { after, limit });
  const ids = rows.map(({ phone_number_id }) => phone_number_id);
  const next = ids.length < limit ? null : (ids.at(-1) ?? null);
  const { changed, settled } = await judgeNumbers(ctx, ids, ({ all }) =>
    next === null ? settle(ctx, mark, all) : advance(ctx, mark, next, all),
  );
  const outrun = settled === 0;
  return { numbers: ids.length, changed, outrun, next: outrun ? null : next };
}

/**
 * What is due of what some work has touched is judged at once, without the job's turn being waited for: up to a bound, beyond
 * which the marks stay for the job, as they do if this dies on the way. Judged by two at once, each verdict is told once.
 */
export async function judgeTouched(
  ctx: Context,
  wake: (tenantIds: ReadonlySet<string>) => Promise<unknown>,
): Promise<void> {
  const subjects = subjectsAmong(ctx.touched.named).slice(0, MAX_NAMED);
  if (subjects.length === 0) return;
  const then = { ...ctx, now: ctx.now + ctx.elapsedMs(), touched: new Touched() };
  try {
    for (let tries = 0; tries < TRIES && (await judgeSome(then, subjects)); tries += 1);
  } finally {
    if (then.touched.tenants.size > 0) await wake(then.touched.tenants);
  }
}

/** Answers whether there may be something left to do. */
async function judgeSome(ctx: Context, subjects: readonly string[]): Promise<boolean> {
  const due = await dueAmong(ctx, subjects, JUDGED_AFTERWARDS);
  let { numbers, outrun } = await judgeMarked(ctx, due.filter(isOfNumber));
  for (const mark of due.filter((each) => !isOfNumber(each)).slice(0, OTHERS_AFTERWARDS)) {
    const limit = JUDGED_AFTERWARDS - numbers;
    if (limit === 0) break;
    const page = await judgePage(ctx, mark, { after: mark.after, limit });
    numbers += page.numbers;
    outrun ||= page.outrun;
  }
  return outrun;
}
