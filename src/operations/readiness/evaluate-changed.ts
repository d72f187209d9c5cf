import { ChangedSubjects } from "#kernel/db/changed-subjects";
import type { Database } from "#kernel/db/db";
import { PostResponseGroup } from "#kernel/db/post-response-group";
import type { Context } from "#kernel/ports/context";
import { type Dirty, dirtyAmong } from "./changed-numbers";
import { evaluateAgainOnConflict } from "./evaluate-numbers";
import { numbersOfSubject } from "./queries";

/**
 * Evaluates numbers right after the response to the request that changed them. It is a shortcut only: the job
 * `readiness-changes` finds every change by itself (`catch-up.ts`), so nothing is lost if this fails.
 */

/** Numbers of one request that are evaluated right after its response. The job evaluates the rest within a minute. */
export const EVALUATED_AFTER_RESPONSE = 100;
/** Agents, addresses and bundles whose numbers are looked up after the response; each takes one round trip. */
const SHARED_SUBJECTS = 3;
/** Numbers of one evaluation. A large group takes several, one after the other. */
const NUMBERS_AT_ONCE = 100;
/** Numbers of one group. The job evaluates the rest, as one invocation pays for all requests of the group. */
export const NUMBERS_PER_GROUP = 500;

const groupLimits = {
  // Also long enough for the response to leave first, so that database work after it does not delay it.
  windowMs: 25,
  maxItems: 100,
  takeOverMs: 1_000,
};

/** Wakes the subscribers of the tenants whose numbers changed. */
type Wake = (tenantIds: ReadonlySet<string>) => Promise<unknown>;

/** The work of one request or queue message, and what became dirty by it. */
interface Changes {
  readonly ctx: Context;
  readonly wake: Wake;
  readonly dirty: Dirty;
}

const isClean = ({ numbers, shared }: Dirty): boolean => numbers.length + shared.length === 0;

const groups = new WeakMap<Database, PostResponseGroup<Changes>>();

function groupOf({ db, now, elapsedMs, wait }: Context): PostResponseGroup<Changes> {
  const known = groups.get(db);
  if (known) return known;
  // An isolate has one clock, so any of its requests can read it.
  const ports = { now: () => now + elapsedMs(), wait };
  const group = new PostResponseGroup<Changes>(ports, groupLimits, evaluateTogether);
  groups.set(db, group);
  return group;
}

/**
 * Evaluates the numbers that a request changed, up to `EVALUATED_AFTER_RESPONSE`, together with those of concurrent
 * requests: a read and a write of one number cost nearly as much as those of many.
 */
export function evaluateAfterResponse(ctx: Context, wake: Wake): void {
  const dirty = dirtyAmong(ctx.changed);
  if (!isClean(dirty)) groupOf(ctx).add({ ctx, wake, dirty }, (work) => void ctx.inBackground(ctx, () => work));
}

/** Evaluates the numbers that the work of a context changed, at once. */
export async function evaluateChanged(ctx: Context, wake: Wake): Promise<void> {
  const changes = { ctx, wake, dirty: dirtyAmong(ctx.changed) };
  if (!isClean(changes.dirty)) await evaluateTogether([changes], changes);
}

async function evaluateTogether(all: readonly Changes[], { ctx, wake }: Changes): Promise<void> {
  const later = { ...ctx, now: ctx.now + ctx.elapsedMs(), changed: new ChangedSubjects() };
  /** The last request that changed each number: the event of its readiness names it. */
  const requestOf = new Map<string, string>();
  try {
    for (const { ctx: of, dirty } of all) {
      if (requestOf.size >= NUMBERS_PER_GROUP) break;
      for (const id of await numbersToEvaluate(later, dirty)) requestOf.set(id, of.requestId);
    }
    const ids = [...requestOf.keys()];
    for (let at = 0; at < ids.length; at += NUMBERS_AT_ONCE) {
      await evaluateAgainOnConflict(later, ids.slice(at, at + NUMBERS_AT_ONCE), requestOf);
    }
  } finally {
    if (later.changed.tenants.size > 0) await wake(later.changed.tenants);
  }
}

async function numbersToEvaluate({ db }: Context, { numbers, shared }: Dirty): Promise<ReadonlySet<string>> {
  const ids = new Set(numbers.slice(0, EVALUATED_AFTER_RESPONSE));
  for (const subject of shared.slice(0, SHARED_SUBJECTS)) {
    const limit = EVALUATED_AFTER_RESPONSE - ids.size;
    if (limit === 0) break;
    const rows = await numbersOfSubject(db, subject, { after: "", limit });
    for (const row of rows) ids.add(row.phone_number_id);
  }
  return ids;
}
