import { codedError } from "#kernel/db/coded-error";
import { describeError } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import type { Job, JobError, Slice } from "#operations/job-runs/job";
import { dueRequests } from "#porting/progress/lease";
import { workOnRequest } from "./work-on-request";

/** Requests of a slice. Each asks Twilio once, and takes up to `NUMBERS_PER_REQUEST` numbers into service. */
const REQUESTS_PER_SLICE = 10;
/** More than all due requests of some tenants. */
const LOOKED_AT = 500;
/** Each tenant has its turn before one has a third. */
const PER_TENANT = 2;
/** The rest follow through the queue. */
const NUMBERS_PER_REQUEST = 10;

/**
 * Looks at every open porting request: the net below webhooks and messages of the queue. A request that was looked at
 * has a later due time, so a slice has no cursor of its own, and a killed one is repeated.
 */
export const progressPorting: Job = {
  name: "porting-progress",
  description:
    "Asks Twilio where each open port stands, takes ported numbers into service, and reports ports that stand still.",
  cron: "40 * * * *",
  slice: progressDue,
};

async function progressDue(ctx: Context, _cursor: string | null, mayGoOn: () => boolean): Promise<Slice> {
  const counted = { looked_at: 0, in_service: 0 };
  const errors: JobError[] = [];
  const due = inTurns(await dueRequests(ctx, LOOKED_AT));
  let isFirst = true;
  for (const { id } of due) {
    if (!isFirst && !mayGoOn()) return { counted, errors, next: "more" };
    isFirst = false;
    try {
      const progress = await workOnRequest(ctx, id, { numbersPerRun: NUMBERS_PER_REQUEST });
      counted.looked_at += progress ? 1 : 0;
      counted.in_service += progress?.completions.filter(({ kind }) => kind === "completed").length ?? 0;
    } catch (error) {
      console.error({
        message: "a porting request made no progress",
        porting_request: id,
        error: describeError(error),
      });
      errors.push({ at: id, ...codedError(error) });
    }
  }
  return { counted, errors, next: due.length > 0 ? "more" : null };
}

function inTurns<Row extends { readonly tenantId: string }>(due: readonly Row[]): Row[] {
  const turns = new Map<string, number>();
  const chosen = due.filter(({ tenantId }) => {
    const turn = (turns.get(tenantId) ?? 0) + 1;
    turns.set(tenantId, turn);
    return turn <= PER_TENANT;
  });
  return chosen.slice(0, REQUESTS_PER_SLICE);
}
