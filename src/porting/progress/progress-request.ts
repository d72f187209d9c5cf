import type { Context } from "#kernel/ports/context";
import type { PortingNumberMove } from "../rules/plan-move";
import { isFinal } from "../rules/states";
import { cancelRest, runCarrierTask } from "./carrier-task";
import type { Completion } from "./complete-number";
import { completeNumbers, numbersToComplete } from "./complete-numbers";
import { fetchPort } from "./fetch-port";
import { returnRequest, takeRequest } from "./lease";
import { markPorted } from "./mark-ported";
import { moveByPlatform } from "./moves";
import { type PortWork, readWork, TaskChanged } from "./work";

/**
 * Numbers that one run takes into service. Each costs three requests to Twilio and one to its object, of the 1,000 that
 * an invocation may send; the rest follow with the next message.
 */
const NUMBERS_PER_RUN = 40;
/** A little less than the job's period, so that each of its runs looks at each open request. */
const POLL_MS = 55 * 60_000;
/** How long a number that is moving is looked for often. */
const EAGER_MS = 6 * 60 * 60_000;
const EAGER_POLL_MS = 10 * 60_000;
/** When a run begins anew that met a change of another's. */
const CHANGED_MS = 5_000;
/** The checks before a port: see `operations/porting-checks`. */
const BEFORE_FOC_MS = [24 * 60 * 60_000, 60 * 60_000, 0] as const;
/** Messages of a queue may wait for 12 hours; the hourly job does what is due later. */
const MAX_DELAY_MS = 60 * 60_000;

/** The findings of a run, and how the request stands after it. */
export interface PortProgress extends PortWork {
  /** Statuses in Twilio's spelling that the platform does not know; `null`: Twilio was not asked. */
  readonly unknownStatuses: readonly string[] | null;
  /** Twilio has no port of this id any more. */
  readonly isMissing: boolean;
  readonly completions: readonly Completion[];
}

/**
 * Does what is due for a request: sends its task to Twilio, asks where the port stands and moves it there, and takes
 * numbers into service that have moved. It may die at any point; the next run repeats what is not stored. Returns
 * `null` if nothing is due, or if another invocation works on it.
 */
export async function progressRequest(
  ctx: Context,
  id: string,
  { numbersPerRun = NUMBERS_PER_RUN } = {},
): Promise<PortProgress | null> {
  const [taken] = await takeRequest(ctx, id);
  if (!taken) return null;
  let waitMs = CHANGED_MS;
  let progress: PortProgress | null = null;
  try {
    const result = await work(ctx, await readWork(ctx, taken), numbersPerRun);
    waitMs = result.waitMs;
    progress = result;
  } catch (error) {
    // The task was changed meanwhile, as by a cancellation: the next run does that.
    if (!(error instanceof TaskChanged)) {
      await returnRequest(ctx, taken, nowIn(ctx) + EAGER_POLL_MS);
      throw error;
    }
  }
  const now = nowIn(ctx);
  const dueAt = await returnRequest(ctx, taken, now + waitMs);
  if (dueAt !== null && dueAt - now <= MAX_DELAY_MS) {
    await ctx.enqueuePorting({ kind: "request", id }, Math.max(0, Math.ceil((dueAt - now) / 1_000)));
  }
  return progress;
}

const nowIn = ({ now, elapsedMs }: Context): number => now + elapsedMs();

async function work(ctx: Context, taken: PortWork, limit: number): Promise<PortProgress & { readonly waitMs: number }> {
  const { carrierTask: task } = taken.request;
  const sent = task ? await runCarrierTask(ctx, taken, task) : { work: taken, waitMs: null };
  const { request } = sent.work;
  // A task that waits for Twilio keeps no number waiting that has moved.
  const isAsked = sent.waitMs === null && request.carrierRequestId !== null && !isFinal(request.status);
  const fetched = isAsked ? await fetchPort(ctx, sent.work) : null;
  const isCanceled = fetched?.kind === "missing" && request.status === "cancel_requested";
  const left = isCanceled ? await cancelRest(ctx, sent.work) : sent.work;
  const shown = fetched?.kind === "applied" ? fetched.work : left;
  const moved = await startDueActivations(ctx, shown);
  const completions = await completeNumbers(ctx, moved.request, moved.numbers, limit);
  const ended = await markPorted(ctx, moved, completions);
  const isSome = completions.some(({ kind }) => kind === "completed");
  const hasMore = isSome && numbersToComplete(ended.numbers).length > 0;
  return {
    ...ended,
    unknownStatuses: fetched?.kind === "applied" ? fetched.unknownStatuses : null,
    isMissing: fetched?.kind === "missing",
    completions,
    waitMs: hasMore ? 0 : (sent.waitMs ?? waitOf(ended, nowIn(ctx))),
  };
}

/** The instant of the port has come: the numbers move, whether or not the carrier says so already. */
async function startDueActivations(ctx: Context, work: PortWork): Promise<PortWork> {
  const now = nowIn(ctx);
  const numbers: PortingNumberMove[] = work.numbers
    .filter(({ status, focAt }) => status === "foc_confirmed" && focAt !== null && focAt <= now)
    .map(({ id }) => ({ id, name: "start_activation" }));
  return numbers.length === 0 ? work : await moveByPlatform(ctx, work, "system", { numbers });
}

/** How long a request is left alone: less while its numbers are moving, and no longer than until they begin to. */
function waitOf({ request, numbers }: PortWork, now: number): number {
  const isMoving = numbers.some(
    ({ status, focAt }) => status === "activating" && now - (focAt ?? request.statusSince) < EAGER_MS,
  );
  if (isMoving) return EAGER_POLL_MS;
  const untilFoc = numbers.flatMap(({ status, focAt }) =>
    status === "foc_confirmed" && focAt !== null ? BEFORE_FOC_MS.map((ms) => focAt - ms - now) : [],
  );
  return Math.min(POLL_MS, ...untilFoc.filter((ms) => ms > 0));
}
