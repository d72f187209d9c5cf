import { ChangedSubjects } from "#kernel/db/changed-subjects";
import type { Context } from "#kernel/ports/context";
import { dirtyAmong } from "./changed-numbers";
import { evaluateAgainOnConflict } from "./evaluate-numbers";
import { numbersOfSubject } from "./queries";

/**
 * Numbers that are evaluated right after the response. The job `readiness-changes` evaluates the rest within a minute.
 */
export const EVALUATED_AFTER_RESPONSE = 100;
/** Agents, addresses and bundles whose numbers are looked up after the response; each takes one round trip. */
const SHARED_SUBJECTS = 3;

/**
 * Evaluates up to `EVALUATED_AFTER_RESPONSE` numbers that a request or queue message changed, as a post-response task.
 * It is a shortcut only: the job finds every change by itself (`catch-up.ts`), so nothing is lost if this fails. `wake`
 * wakes the subscribers of the tenants whose numbers changed.
 */
export async function evaluateChanged(
  ctx: Context,
  wake: (tenantIds: ReadonlySet<string>) => Promise<unknown>,
): Promise<void> {
  const { numbers, shared } = dirtyAmong(ctx.changed);
  if (numbers.length + shared.length === 0) return;
  const later = { ...ctx, now: ctx.now + ctx.elapsedMs(), changed: new ChangedSubjects() };
  try {
    const ids = new Set(numbers.slice(0, EVALUATED_AFTER_RESPONSE));
    for (const subject of shared.slice(0, SHARED_SUBJECTS)) {
      const limit = EVALUATED_AFTER_RESPONSE - ids.size;
      if (limit === 0) break;
      const rows = await numbersOfSubject(ctx.db, subject, { after: "", limit });
      for (const row of rows) ids.add(row.phone_number_id);
    }
    await evaluateAgainOnConflict(later, [...ids]);
  } finally {
    if (later.changed.tenants.size > 0) await wake(later.changed.tenants);
  }
}
