import { createRoute, z } from "@hono/zod-openapi";
import {
  bearer,
  checkCreated,
  createdQuery,
  createRouter,
  ctxOf,
  failures,
  json,
  pageBody,
  pageOf,
  pageQuery,
} from "#kernel/http/http";
import { idPatternSource, numberInQuery, phoneNumberInQuery } from "#kernel/http/wire";
import { callStatuses } from "#kernel/values/telephony";
import { decisionOfCall } from "./decision-of-call";
import { callOf, listCalls } from "./queries";
import { call, decision, toCall, toDecision } from "./wire";

const example = {
  id: "cal_01k9m8x3zt5v7w9y2a4c6e8g0j",
  phone_number_id: "num_01k9m8x3zt5v7w9y2a4c6e8g0j",
  carrier_id: "CA00000000000000000000000000000001",
  from: "+14155550199",
  caller: "phone_number",
  to: "+14155550123",
  status: "completed",
  outcome: "agent",
  agent_id: "agt_01k9m8x3zt5v7w9y2a4c6e8g0j",
  taken_by: "agent",
  legs: [{ to: "agent", status: "completed", duration_seconds: 61 }],
  started_at: "2026-11-22T10:00:00.000Z",
  answered_at: "2026-11-22T10:00:02.000Z",
  ended_at: "2026-11-22T10:01:03.000Z",
  duration_seconds: 61,
  created_at: "2026-11-22T10:00:00.000Z",
  updated_at: "2026-11-22T10:01:03.000Z",
};

const common = { security: bearer, tags: ["Calls and messages"] };
const path = z.object({
  call_id: z
    .string()
    .openapi({ param: { name: "call_id", in: "path" }, description: "The call's id.", example: example.id }),
});

const list = createRoute({
  ...common,
  method: "get",
  path: "/v1/calls",
  operationId: "listCalls",
  summary: "List calls",
  description:
    "The calls that your numbers got, the newest first. They are kept for 400 days unless the deployment says otherwise. Needs " +
    "`calls:read`.",
  request: {
    query: z
      .strictObject({
        ...pageQuery(),
        phone_number_id: numberInQuery.optional(),
        agent_id: z
          .string()
          .regex(new RegExp(`^${idPatternSource("agent")}$`), "Must be an agent's id, like agt_….")
          .optional()
          .openapi({ description: "The agent that they were put through to." }),
        from: phoneNumberInQuery.optional().openapi({ description: "The caller's number." }),
        status: z.enum(callStatuses).optional().openapi({ description: "As they stand now." }),
        ...createdQuery,
      })
      .superRefine(checkCreated),
  },
  responses: {
    200: json(pageOf(call, "CallPage"), "A page of calls.", pageBody([example], null)),
    ...failures("invalid_cursor"),
  },
});

const get = createRoute({
  ...common,
  method: "get",
  path: "/v1/calls/{call_id}",
  operationId: "getCall",
  summary: "Get a call",
  description: "One call, as far as the carrier has told of it. Needs `calls:read`.",
  request: { params: path },
  responses: { 200: json(call, "The call.", example), ...failures("not_found") },
});

const getDecision = createRoute({
  ...common,
  method: "get",
  path: "/v1/calls/{call_id}/decision",
  operationId: "getCallDecision",
  summary: "See why a call went where it went",
  description: "What was decided when the number rang, with every rule that was looked at. Needs `calls:read`.",
  request: { params: path },
  responses: {
    200: json(decision, "The decision.", {
      call_id: example.id,
      decided_at: example.started_at,
      outcome: example.outcome,
      reason: "assignment",
      agent_id: example.agent_id,
      agent_version: 3,
      plan_version: null,
      trace: [
        { rule: "number", result: "passed", detail: "The number is active." },
        { rule: "assignment", result: "decided", detail: `${example.agent_id} is assigned.` },
      ],
    }),
    ...failures("not_found"),
  },
});

export const callRoutes = createRouter()
  .openapi(list, async (c) => {
    const page = await listCalls(ctxOf(c), c.req.valid("query"));
    return c.json(pageBody(page.rows.map(toCall), page.nextCursor), 200);
  })
  .openapi(get, async (c) => c.json(toCall(await callOf(ctxOf(c), c.req.valid("param").call_id)), 200))
  .openapi(getDecision, async (c) => {
    const { call_id: id } = c.req.valid("param");
    return c.json(toDecision(id, await decisionOfCall(ctxOf(c), id)), 200);
  });
