import type { SQL } from "drizzle-orm";
import { batchAll, batchNamed, describeError, type Statement, wroteSomething } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { boardPositionOf } from "../rules/board";
import { carrierTaskAfter } from "../rules/carrier-task";
import { type MovePlan, type PortingNumberMove, planMove, type RequestMove } from "../rules/plan-move";
import { isFinal } from "../rules/states";
import { transitionOf } from "../rules/transitions";
import { moveProblem } from "./move-problems";
import { type Moving, moveStatements } from "./move-statements";
import { isCaller, type Mover } from "./mover";
import { numbersOfRequest, selectRequest } from "./queries";
import type { PortingNumberRow, PortingRequestRow } from "./table";

/** Columns of a number that the carrier reports beside its status. */
type NumberColumns = Pick<PortingNumberRow, "id"> &
  Partial<
    Pick<PortingNumberRow, "carrierNumberId" | "carrierStatus" | "messagingStatus" | "provedBy" | "phoneNumberId">
  >;

/** Moves to make together, and what else the same batch writes. */
export interface MoveOrder {
  readonly mover: Mover;
  /** In order; those of the numbers come before the request's. */
  readonly numbers?: readonly PortingNumberMove[];
  readonly requests?: readonly RequestMove[];
  /** Needed by the moves that hand the request in. Missing: refused. */
  readonly facts?: { readonly areRequirementsMet: boolean; readonly hasPassedPreflight: boolean };
  /** Further columns of the request. They count over the effects of the moves. */
  readonly columns?: Partial<
    Pick<PortingRequestRow, "carrier" | "carrierTask" | "carrierRequestId" | "path" | "details" | "preflight">
  >;
  readonly numberColumns?: readonly NumberColumns[];
  /** A further condition. If it fails, nothing is written and `changed_meanwhile` thrown. */
  readonly gate?: SQL;
  /** Statements that follow if the move was written. Each must write only if the one before did. */
  readonly also?: readonly Statement[];
}

export interface Moved extends Moving {
  /** False: everything was so already, and nothing was written. */
  readonly hasChanged: boolean;
}

/** A request that the caller may see, with all its numbers, in one round trip. Throws `not_found`. */
export async function requireMoving(ctx: Context, id: string): Promise<Moving> {
  const { requests, numbers } = await batchNamed(ctx.db, {
    requests: selectRequest(ctx, id),
    numbers: numbersOfRequest(ctx, id),
  });
  const [request] = requests;
  if (!request) throw new Problem("not_found", `You have no porting request ${id}.`);
  return { request, numbers };
}

/**
 * Moves a request and its numbers: the one way for every actor. Request, numbers, timeline and events change in one
 * batch, if the request has the version that was read; otherwise nothing does, and `changed_meanwhile` is thrown. A
 * move that was made already changes nothing. Throws `illegal_transition` or `validation_failed` for others that the
 * tables do not allow.
 */
export async function moveRequest(ctx: Context, before: Moving, order: MoveOrder): Promise<Moved> {
  const { mover, numbers, requests, facts } = order;
  const result = planMove(before.request, before.numbers, {
    actor: mover.kind,
    facts: { now: ctx.now, areRequirementsMet: false, hasPassedPreflight: false, ...facts },
    ...(numbers && { numbers }),
    ...(requests && { requests }),
  });
  if (result.kind !== "planned" && result.kind !== "unchanged") {
    throw moveProblem(before.request, mover.kind, requests?.[0]?.name, result);
  }
  const plan = result.kind === "planned" ? result.plan : unchanged(before);
  if (result.kind === "unchanged" && !order.columns && !order.numberColumns) return { ...before, hasChanged: false };
  const after = afterPlan(ctx, before, plan, order);
  const [written] = await batchAll(ctx.db, [
    ...moveStatements({ ctx, mover, before, after, plan, gate: order.gate }),
    ...(order.also ?? []),
  ]);
  if (!wroteSomething(written)) {
    throw new Problem("changed_meanwhile", "The porting request just changed. Read it again and retry.");
  }
  if (isCaller(mover)) await startWork(ctx, after.request.id);
  return { ...after, hasChanged: true };
}

const unchanged = ({ request }: Moving): MovePlan => ({ request, numbers: [], steps: [], numberSteps: [] });

/** Request and numbers as the plan and the further columns make them. */
export function afterPlan(
  ctx: Pick<Context, "now" | "newId">,
  { request, numbers }: Moving,
  plan: MovePlan,
  { mover, columns = {}, numberColumns = [] }: Pick<MoveOrder, "mover" | "columns" | "numberColumns">,
): Moving {
  const { now } = ctx;
  const { status, focAt, foc, exception } = plan.request;
  const hasMoved = plan.steps.length + plan.numbers.length > 0;
  const task = taskAfter(request, plan, mover);
  const submits = plan.steps.some(({ name }) => name === "submit");
  const changes = new Map(plan.numbers.map((number) => [number.id, number]));
  const more = new Map(numberColumns.map((each) => [each.id, each]));
  const statusSince = status === request.status ? request.statusSince : now;
  return {
    request: {
      ...request,
      ...{ status, focAt, foc, exception, statusSince },
      boardPosition: boardPositionOf({ status, path: request.path, statusSince }),
      carrierTask: task,
      ...(isCaller(mover) && hasMoved && { nextCheckAt: isFinal(status) && task === null ? null : now }),
      ...(isFinal(status) && { endedAt: request.endedAt ?? now }),
      ...(submits && { submittedAt: now }),
      ...(hasMoved && { movedAt: now }),
      ...columns,
      version: request.version + 1,
      updatedAt: now,
    },
    numbers: numbers.map((number) => {
      const change = changes.get(number.id);
      const further = more.get(number.id);
      if (!change && !further) return number;
      const became = change?.status ?? number.status;
      const isOpen = change?.isOpen ?? number.isOpen;
      return {
        ...number,
        status: became,
        isOpen,
        ...(change && { focAt: change.focAt, rejection: change.rejection }),
        statusSince: became === number.status ? number.statusSince : now,
        // The id, and so the URLs of its webhooks, is known before the number comes.
        phoneNumberId: number.phoneNumberId ?? (isOpen ? ctx.newId("phoneNumber") : null),
        ...further,
        updatedAt: now,
      };
    }),
  };
}

/** The work at Twilio that the plan leaves. An operator who ends a port by hand still has it canceled there. */
function taskAfter(request: PortingRequestRow, { steps }: MovePlan, mover: Mover): PortingRequestRow["carrierTask"] {
  return steps.reduce<PortingRequestRow["carrierTask"]>((task, { name }) => {
    const { effects = [], to } = transitionOf(name);
    if (effects.includes("sends_to_carrier")) return carrierTaskAfter(task, "sends_to_carrier", request);
    if (effects.includes("cancels_at_carrier")) return carrierTaskAfter(task, "cancels_at_carrier", request);
    if (!isFinal(to)) return task;
    const mayBeThere = request.carrierRequestId !== null || task !== null;
    // The numbers that a request gives up must not stay in the port at Twilio, where no other port could take them.
    const givesUp = to === "partial" || (to === "canceled" && isCaller(mover));
    return givesUp && mayBeThere ? carrierTaskAfter(task, "cancels_at_carrier", request) : null;
  }, request.carrierTask);
}

/** Sends the request to the queue. If that fails, the hourly job finds it by `nextCheckAt`. */
export async function startWork(ctx: Context, id: string): Promise<void> {
  try {
    await ctx.enqueuePorting({ kind: "request", id }, 0);
  } catch (error) {
    console.error({
      message: "A porting request was not queued. The hourly job will find it.",
      request_id: ctx.requestId,
      error: describeError(error),
    });
  }
}
