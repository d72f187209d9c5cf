import { requireMatch } from "#kernel/http/etag";
import { Problem } from "#kernel/http/problem";
import { requireScopeOrAdmin } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { isLegalNumberMove, type NumberMoveName, numberMoveNames, numberMoveOf } from "../rules/number-states";
import { type TransitionName, transitionNames, transitionOf } from "../rules/transitions";
import { moveByCaller } from "./move-by-caller";
import { illegalMove } from "./move-problems";
import { moveRequest, requireMoving } from "./move-request";
import { theCaller } from "./mover";
import { numberNotFound } from "./queries";
import { resubmitRequest, submitRequest } from "./submit-request";
import type { PortingNumberRow } from "./table";
import { type NewNumberMove, type NewTransition, toMove, toNumberMove } from "./transition-wire";

const operatorTransitions = transitionNames.filter((name) => transitionOf(name).by.includes("operator"));
const operatorMoves = numberMoveNames.filter((name) => numberMoveOf(name).by.includes("operator"));

function requireKnown<Name extends string>(names: readonly Name[], asked: string): Name {
  const name = names.find((known) => known === asked);
  if (name) return name;
  throw new Problem("not_found", `There is no move ${asked.slice(0, 50)}. Operators can make: ${names.join(", ")}.`);
}

/** An operator's move of a request of any tenant, by its name. Repeating the last one changes nothing. */
export async function makeTransition(
  ctx: Context,
  id: string,
  asked: string,
  body: NewTransition,
  ifMatch: string | undefined,
): Promise<void> {
  requireScopeOrAdmin(ctx, "porting:operate");
  const name = requireKnown<TransitionName>(operatorTransitions, asked);
  if (name === "submit") return await submitRequest(ctx, id, ifMatch, body.reason);
  if (name === "resubmit") return await resubmitRequest(ctx, id, ifMatch, body.reason);
  const before = await requireMoving(ctx, id);
  requireMatch(ifMatch, before.request.version);
  await moveByCaller(ctx, before, toMove(name, body, before.numbers, ctx.now));
}

/** An operator's move of one number, by its name; the request follows its numbers. Repeating it changes nothing. */
export async function moveNumber(
  ctx: Context,
  id: string,
  numberId: string,
  asked: string,
  body: NewNumberMove,
): Promise<PortingNumberRow> {
  requireScopeOrAdmin(ctx, "porting:operate");
  const name = requireKnown<NumberMoveName>(operatorMoves, asked);
  const before = await requireMoving(ctx, id);
  const number = before.numbers.find((one) => one.id === numberId);
  if (!number) throw numberNotFound(id, numberId);
  const mover = theCaller(ctx);
  const after = await moveRequest(ctx, before, {
    mover,
    numbers: [{ ...toNumberMove(number, name, body, ctx.now), reason: body.reason }],
  });
  const { status } = before.request;
  if (!after.hasChanged && !isLegalNumberMove(name, { request: status, number: number.status }, mover.kind)) {
    if (number.status !== numberMoveOf(name).to) {
      throw illegalMove(
        before.request,
        mover.kind,
        `${number.e164} is ${number.status}, and \`${name}\` is not possible.`,
      );
    }
  }
  return after.numbers.find((one) => one.id === numberId) ?? number;
}
