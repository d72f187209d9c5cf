import { etagOf } from "#kernel/http/etag";
import { ctxOf, instantInQuery, pageQuery } from "#kernel/http/http";
import { listPage } from "#kernel/http/list-cursor";
import { json, needs, operation, other, page, type ReadOnlyOf, versioned } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { z } from "#kernel/http/schema";
import { listPlans, planOf } from "./queries";
import { removePlan } from "./remove-plan";
import type { NumberRouting, Simulation } from "./responses";
import { setPlan } from "./set-plan";
import { simulateCall } from "./simulate-call";
import { proposedCall, routingPlan, toPlan, toProposedCall, toRouting, toSimulation } from "./wire";

const get = operation({
  id: "getRouting",
  method: "get",
  path: "/v1/phone-numbers/{phone_number_id}/routing",
  access: needs("numbers:read"),
  success: { 200: versioned<NumberRouting>() },
});

const put = operation({
  id: "setRouting",
  method: "put",
  path: "/v1/phone-numbers/{phone_number_id}/routing",
  access: needs("numbers:write"),
  conditional: true,
  body: routingPlan,
  readOnly: {
    phone_number_id: "The path names the number. Leave this field out.",
    version: "This field is read-only. Send the version that you read as `If-Match`.",
    plan: "Send the plan's fields as the body itself, without `plan` around them.",
    valid_from: "This field is read-only. A plan is in force from the moment it is set.",
    valid_to: "This field is read-only. Use DELETE /v1/phone-numbers/{phone_number_id}/routing.",
  } satisfies ReadOnlyOf<NumberRouting, typeof routingPlan>,
  success: { 200: versioned<NumberRouting>() },
  failures: ["illegal_transition", "changed_meanwhile", "agent_not_found", "redirect_not_allowed", "routing_loop"],
});

const remove = operation({
  id: "removeRouting",
  method: "delete",
  path: "/v1/phone-numbers/{phone_number_id}/routing",
  access: needs("numbers:write"),
  conditional: true,
  success: { 204: other },
  failures: ["changed_meanwhile"],
});

const history = operation({
  id: "listRoutingHistory",
  method: "get",
  path: "/v1/phone-numbers/{phone_number_id}/routing/history",
  access: needs("numbers:read"),
  query: () => z.strictObject({ ...pageQuery(20), at: instantInQuery("The plan in force at this instant only.") }),
  success: { 200: page<NumberRouting>() },
});

const simulateRoute = operation({
  id: "simulateCall",
  method: "post",
  path: "/v1/routing/simulate",
  access: needs("numbers:read"),
  body: proposedCall,
  success: { 200: json<Simulation>() },
  failures: ["not_found", "agent_not_found"],
});

export type RoutingOperations = typeof get | typeof put | typeof remove | typeof history | typeof simulateRoute;

export const routingRoutes = createRouter()
  .operation(get, async (c) => {
    const row = await planOf(ctxOf(c), c.req.valid("param").phone_number_id);
    return c.json(toRouting(row), 200, { ETag: etagOf(row.version) });
  })
  .operation(put, async (c) => {
    const { "if-match": ifMatch } = c.req.valid("header");
    const plan = toPlan(c.req.valid("json"));
    const row = await setPlan(ctxOf(c), c.req.valid("param").phone_number_id, plan, ifMatch);
    return c.json(toRouting(row), 200, { ETag: etagOf(row.version) });
  })
  .operation(remove, async (c) => {
    const { "if-match": ifMatch } = c.req.valid("header");
    await removePlan(ctxOf(c), c.req.valid("param").phone_number_id, ifMatch);
    return c.body(null, 204);
  })
  .operation(history, async (c) => {
    const page = await listPlans(ctxOf(c), c.req.valid("param").phone_number_id, c.req.valid("query"));
    return c.json(listPage(c, page.rows.map(toRouting), page.nextCursor), 200);
  })
  .operation(simulateRoute, async (c) =>
    c.json(toSimulation(await simulateCall(ctxOf(c), toProposedCall(c.req.valid("json")))), 200),
  );
