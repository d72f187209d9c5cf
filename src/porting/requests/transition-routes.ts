import { etagOf } from "#kernel/http/etag";
import { ctxOf } from "#kernel/http/http";
import { json, needsOrAdmin, needsOrOperator, operation, versioned } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import type { Context } from "#kernel/ports/context";
import { actorIn } from "./actor";
import { cancelRequest } from "./cancel-request";
import { makeTransition, moveNumber } from "./make-transition";
import { toPortingNumber } from "./number-wire";
import { requireRequestWithFacts } from "./queries";
import type { PortingNumber, PortingRequest } from "./responses";
import { resubmitRequest, submitRequest } from "./submit-request";
import { newNumberMove, newTransition } from "./transition-wire";
import { toPortingRequest } from "./wire";

const submit = operation({
  id: "submitPortingRequest",
  method: "post",
  path: "/v1/porting-requests/{porting_request_id}/submit",
  access: needsOrOperator("porting:write"),
  conditional: true,
  success: { 200: versioned<PortingRequest>() },
  failures: [
    "illegal_transition",
    "requirements_not_met",
    "preflight_failed",
    "number_in_open_port",
    "number_owned",
    "number_limit_reached",
    "monthly_cost_limit_reached",
    "changed_meanwhile",
  ],
});

const resubmit = operation({
  id: "resubmitPortingRequest",
  method: "post",
  path: "/v1/porting-requests/{porting_request_id}/resubmit",
  access: needsOrOperator("porting:write"),
  conditional: true,
  success: { 200: versioned<PortingRequest>() },
  failures: ["illegal_transition", "requirements_not_met", "preflight_failed", "changed_meanwhile"],
});

const cancel = operation({
  id: "cancelPortingRequest",
  method: "post",
  path: "/v1/porting-requests/{porting_request_id}/cancel",
  access: needsOrOperator("porting:write"),
  conditional: true,
  success: { 200: versioned<PortingRequest>() },
  failures: ["illegal_transition", "changed_meanwhile"],
});

const transition = operation({
  id: "movePortingRequest",
  method: "post",
  path: "/v1/porting-requests/{porting_request_id}/transitions/{transition_name}",
  access: needsOrAdmin("porting:operate"),
  conditional: true,
  body: newTransition,
  success: { 200: versioned<PortingRequest>() },
  failures: [
    "illegal_transition",
    "requirements_not_met",
    "preflight_failed",
    "number_in_open_port",
    "number_owned",
    "number_limit_reached",
    "monthly_cost_limit_reached",
    "changed_meanwhile",
  ],
});

const numberMove = operation({
  id: "movePortingRequestNumber",
  method: "post",
  path: "/v1/porting-requests/{porting_request_id}/numbers/{porting_number_id}/transitions/{number_move_name}",
  access: needsOrAdmin("porting:operate"),
  body: newNumberMove,
  success: { 200: json<PortingNumber>() },
  failures: ["illegal_transition", "changed_meanwhile"],
});

export type PortingTransitionOperations =
  | typeof submit
  | typeof resubmit
  | typeof cancel
  | typeof transition
  | typeof numberMove;

/** The request as it is now, with its version. */
async function answerOf(ctx: Context, id: string) {
  const found = await requireRequestWithFacts(ctx, id);
  return [toPortingRequest(found, actorIn(ctx)), 200, { ETag: etagOf(found.row.version) }] as const;
}

export const portingTransitionRoutes = createRouter()
  .operation(submit, async (c) => {
    const { porting_request_id: id } = c.req.valid("param");
    await submitRequest(ctxOf(c), id, c.req.valid("header")["if-match"]);
    return c.json(...(await answerOf(ctxOf(c), id)));
  })
  .operation(resubmit, async (c) => {
    const { porting_request_id: id } = c.req.valid("param");
    await resubmitRequest(ctxOf(c), id, c.req.valid("header")["if-match"]);
    return c.json(...(await answerOf(ctxOf(c), id)));
  })
  .operation(cancel, async (c) => {
    const { porting_request_id: id } = c.req.valid("param");
    await cancelRequest(ctxOf(c), id, c.req.valid("header")["if-match"]);
    return c.json(...(await answerOf(ctxOf(c), id)));
  })
  .operation(transition, async (c) => {
    const { porting_request_id: id, transition_name: name } = c.req.valid("param");
    await makeTransition(ctxOf(c), id, name, c.req.valid("json"), c.req.valid("header")["if-match"]);
    return c.json(...(await answerOf(ctxOf(c), id)));
  })
  .operation(numberMove, async (c) => {
    const { porting_request_id: id, porting_number_id, number_move_name } = c.req.valid("param");
    const number = await moveNumber(ctxOf(c), id, porting_number_id, number_move_name, c.req.valid("json"));
    return c.json(toPortingNumber(number), 200);
  });
