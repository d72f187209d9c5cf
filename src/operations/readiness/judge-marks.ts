import { ChangedSubjects } from "#kernel/db/changed-subjects";
import type { Context } from "#kernel/ports/context";
import { evaluateNumbers } from "./judge-numbers";
import {
  advanceDirty,
  clearAllDirty,
  clearDirty,
  dirtyAmong,
  isOfNumber,
  numbersOfSubject,
  subjectsAmong,
} from "./queries";
import type { DirtyRow } from "./table";

/** Numbers that are judged right after the work that changed them; what is beyond is left to the job. */
export const EVALUATED_AFTER_RESPONSE = 100;
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
export async function evaluateDirtyNumbers(ctx: Context, due: readonly DirtyRow[]): Promise<Judged> {
  if (due.length === 0) return { numbers: 0, changed: 0, outrun: false };
  const ids = due.map(({ subject }) => subject);
  const { changed, settled } = await evaluateNumbers(ctx, ids, ({ one }) => clearAllDirty(ctx, due, one));
  return { numbers: ids.length, changed, outrun: settled < due.length };
}

/**
 * Judges some of the numbers that a mark of something else stands for, from the one after `after` on. The mark moves on with them,
 * and is settled with the last of them; `next` is where to go on, `null` if there is nothing left to do for now.
 */
export async function evaluateDirtyPage(
  ctx: Context,
  mark: DirtyRow,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<Judged & { readonly next: string | null }> {
  const rows = await numbersOfSubject(ctx.db, mark.subject, { after, limit });
  const ids = rows.map(({ phone_number_id }) => phone_number_id);
  const next = ids.length < limit ? null : (ids.at(-1) ?? null);
  const { changed, settled } = await evaluateNumbers(ctx, ids, ({ all }) =>
    next === null ? clearDirty(ctx, mark, all) : advanceDirty(ctx, mark, next, all),
  );
  const outrun = settled === 0;
  return { numbers: ids.length, changed, outrun, next: outrun ? null : next };
}

/**
 * What is due of what some work has changed is judged at once, without the job's turn being waited for: up to a bound, beyond
 * which the marks stay for the job, as they do if this dies on the way. Judged by two at once, each verdict is told once.
 */
export async function evaluateChanged(
  ctx: Context,
  wake: (tenantIds: ReadonlySet<string>) => Promise<unknown>,
): Promise<void> {
  const subjects = subjectsAmong(ctx.changed.subjectIds).slice(0, MAX_NAMED);
  if (subjects.length === 0) return;
  const then = { ...ctx, now: ctx.now + ctx.elapsedMs(), changed: new ChangedSubjects() };
  try {
    for (let tries = 0; tries < TRIES && (await judgeSome(then, subjects)); tries += 1);
  } finally {
    if (then.changed.tenants.size > 0) await wake(then.changed.tenants);
  }
}

/** Answers whether there may be something left to do. */
async function judgeSome(ctx: Context, subjects: readonly string[]): Promise<boolean> {
  const due = await dirtyAmong(ctx, subjects, EVALUATED_AFTER_RESPONSE);
  let { numbers, outrun } = await evaluateDirtyNumbers(ctx, due.filter(isOfNumber));
  for (const mark of due.filter((each) => !isOfNumber(each)).slice(0, OTHERS_AFTERWARDS)) {
    const limit = EVALUATED_AFTER_RESPONSE - numbers;
    if (limit === 0) break;
    const page = await evaluateDirtyPage(ctx, mark, { after: mark.after, limit });
    numbers += page.numbers;
    outrun ||= page.outrun;
  }
  return outrun;
}
