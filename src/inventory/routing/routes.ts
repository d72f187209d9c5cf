import { createRoute, z } from "@hono/zod-openapi";
import { agentExample } from "#inventory/agents/routes";
import { exampleNumber, numberPath } from "#inventory/phone-numbers/example";
import {
  bearer,
  body,
  bodyProblems,
  createRouter,
  ctxOf,
  etagOf,
  failures,
  ifMatchHeader,
  instantInQuery,
  json,
  pageBody,
  pageOf,
  pageQuery,
  versioned,
} from "#kernel/http/http";
import { listPlans, planOf } from "./queries";
import { removePlan } from "./remove-plan";
import { setPlan } from "./set-plan";
import { simulate } from "./simulate-call";
import {
  numberRouting,
  proposedCall,
  routingPlan,
  simulation,
  toPlan,
  toProposedCall,
  toRouting,
  toSimulation,
} from "./wire";

const newAgentId = "agt_01k9m8x4c0d2f4h6j8m0p2r4t6";

const fallbackExample = { kind: "dial", phone_number: "+14155550199", timeout_seconds: 20, caller_id: "caller" };

const planExample = {
  blocked_callers: [],
  countries: { mode: "allow", list: ["US", "CA"] },
  schedule: {
    time_zone: "America/New_York",
    open: [{ days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", to: "17:30" }],
    closed_on: ["2026-12-25"],
    closed: null,
  },
  callers: [],
  agents: [
    { agent_id: agentExample.id, weight: 90 },
    { agent_id: newAgentId, weight: 10 },
  ],
  sticky: true,
  fallback: fallbackExample,
};

const routingExample = {
  phone_number_id: exampleNumber.id,
  version: 3,
  plan: planExample,
  valid_from: "2026-11-22T10:00:00.000Z",
  valid_to: null,
};

const simulationExample = {
  phone_number_id: exampleNumber.id,
  phone_number: exampleNumber.phone_number,
  at: "2026-11-22T10:00:00.000Z",
  plan_version: 3,
  decision: {
    outcome: "agent",
    decided_by: "weights",
    agent: { id: agentExample.id, name: agentExample.name, version: 1 },
    destination: agentExample.destination,
    fallback: fallbackExample,
    trace: [
      { rule: "number", result: "passed", detail: "The number is active." },
      { rule: "blocked_callers", result: "absent", detail: "No caller is blocked." },
      { rule: "countries", result: "passed", detail: "A caller from US is on the allow list." },
      { rule: "schedule", result: "passed", detail: "It is thu 2026-11-26 10:00 in America/New_York: open." },
      { rule: "callers", result: "absent", detail: "No caller has an agent of their own." },
      {
        rule: "weights",
        result: "decided",
        detail: `${agentExample.id} was drawn, sticky: ${agentExample.id} 90 %, ${newAgentId} 10 %.`,
      },
    ],
  },
};

const common = { security: bearer, tags: ["Routing"] };

const get = createRoute({
  ...common,
  method: "get",
  path: "/v1/phone-numbers/{phone_number_id}/routing",
  operationId: "getRouting",
  summary: "Get a number's routing plan",
  description: "The plan in force, with its version as `ETag`; 404 while there is none. Needs `numbers:read`.",
  request: { params: numberPath },
  responses: { 200: versioned(numberRouting, "The plan.", routingExample), ...failures("not_found") },
});

const put = createRoute({
  ...common,
  method: "put",
  path: "/v1/phone-numbers/{phone_number_id}/routing",
  operationId: "setRouting",
  summary: "Set a number's routing plan",
  description:
    "Replaces the plan whole, from the next call on. Rules are asked in this order: blocked callers, countries, schedule, " +
    "callers with an agent of their own, agents by weight, the assigned agent, fallback. What is left out of a plan rules " +
    "nothing. With `If-Match` it is refused if the plan has changed since you read it. A plan by which a number of yours would dial " +
    "others that dial back is refused (`routing_loop`, with the way in `phone_numbers`). Needs `numbers:write`.",
  request: { params: numberPath, headers: ifMatchHeader, body: body(routingPlan, planExample) },
  responses: {
    200: versioned(numberRouting, "The plan, in force.", routingExample),
    ...failures(
      "not_found",
      "illegal_transition",
      "stale_version",
      "changed_meanwhile",
      "agent_not_found",
      "routing_loop",
      ...bodyProblems,
    ),
  },
});

const remove = createRoute({
  ...common,
  method: "delete",
  path: "/v1/phone-numbers/{phone_number_id}/routing",
  operationId: "removeRouting",
  summary: "Remove a number's routing plan",
  description: "From the next call on, all go to the agent that is assigned. Needs `numbers:write`.",
  request: { params: numberPath, headers: ifMatchHeader },
  responses: {
    200: json(numberRouting, "The plan that was in force.", {
      ...routingExample,
      valid_to: "2026-11-23T10:00:00.000Z",
    }),
    ...failures("not_found", "stale_version", "changed_meanwhile"),
  },
});

const history = createRoute({
  ...common,
  method: "get",
  path: "/v1/phone-numbers/{phone_number_id}/routing/history",
  operationId: "listRoutingHistory",
  summary: "List a number's routing plans",
  description:
    "The plans that the number has had, the latest first. With `at`, the one in force at that instant, if any. Needs " +
    "`numbers:read`.",
  request: {
    params: numberPath,
    query: z.strictObject({ ...pageQuery(20), at: instantInQuery("The plan in force at this instant only.") }),
  },
  responses: {
    200: json(pageOf(numberRouting, "NumberRoutingPage"), "A page of plans.", pageBody([routingExample], null)),
    ...failures("not_found", "invalid_cursor"),
  },
});

const simulateRoute = createRoute({
  ...common,
  method: "post",
  path: "/v1/routing/simulate",
  operationId: "simulateCall",
  summary: "Simulate a call",
  description:
    "Says what would become of a call to one of your numbers, and why, by the function that routes real calls: as the number " +
    "is set up now, or with another agent or plan that you are thinking of. Nothing is written. Needs `numbers:read`.",
  request: {
    body: body(proposedCall, {
      phone_number_id: exampleNumber.id,
      from: "+14155550100",
      at: "2026-11-26T15:00:00.000Z",
    }),
  },
  responses: {
    200: json(simulation, "The decision and how it came about.", simulationExample),
    ...failures("not_found", "agent_not_found", ...bodyProblems),
  },
});

export const routingRoutes = createRouter()
  .openapi(get, async (c) => {
    const row = await planOf(ctxOf(c), c.req.valid("param").phone_number_id);
    return c.json(toRouting(row), 200, { ETag: etagOf(row.version) });
  })
  .openapi(put, async (c) => {
    const { "if-match": ifMatch } = c.req.valid("header");
    const plan = toPlan(c.req.valid("json"));
    const row = await setPlan(ctxOf(c), c.req.valid("param").phone_number_id, plan, ifMatch);
    return c.json(toRouting(row), 200, { ETag: etagOf(row.version) });
  })
  .openapi(remove, async (c) => {
    const { "if-match": ifMatch } = c.req.valid("header");
    const row = await removePlan(ctxOf(c), c.req.valid("param").phone_number_id, ifMatch);
    return c.json(toRouting(row), 200);
  })
  .openapi(history, async (c) => {
    const page = await listPlans(ctxOf(c), c.req.valid("param").phone_number_id, c.req.valid("query"));
    return c.json(pageBody(page.rows.map(toRouting), page.nextCursor), 200);
  })
  .openapi(simulateRoute, async (c) =>
    c.json(toSimulation(await simulate(ctxOf(c), toProposedCall(c.req.valid("json")))), 200),
  );
