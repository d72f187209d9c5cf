import { ctxOf, growingListQuery } from "#kernel/http/http";
import { listPage } from "#kernel/http/list-cursor";
import { json, needs, operation, page } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { z } from "#kernel/http/schema";
import { idPatternSource, numberInQuery, partyInQuery } from "#kernel/http/wire";
import { callStatuses } from "#kernel/values/telephony";
import { decisionOfCall } from "./decision-of-call";
import { callOf, listCalls } from "./queries";
import type { Call, Decision } from "./responses";
import { toCall, toDecision } from "./wire";

const list = operation({
  id: "listCalls",
  method: "get",
  path: "/v1/calls",
  otherMethods: {
    post: "Callers make calls; the platform answers and records them. POST /v1/routing/simulate tries a call's routing.",
  },
  access: needs("calls:read"),
  query: () =>
    growingListQuery({
      phone_number_id: numberInQuery().optional(),
      agent_id: z
        .string()
        .regex(new RegExp(`^${idPatternSource("agent")}$`), "Must be an agent's id, like agt_….")
        .optional()
        .openapi({ description: "Calls that were routed to this agent." }),
      from: partyInQuery().optional(),
      status: z.enum(callStatuses).optional().openapi({ description: "Calls with this status now." }),
    }),
  success: { 200: page<Call>() },
});

const get = operation({
  id: "getCall",
  method: "get",
  path: "/v1/calls/{call_id}",
  otherMethods: {
    delete: "Calls are deleted after the retention period of the platform.",
    post: "A call goes where its number's routing sends it, and cannot be changed while it lasts.",
  },
  access: needs("calls:read"),
  success: { 200: json<Call>() },
});

const getDecision = operation({
  id: "getCallDecision",
  method: "get",
  path: "/v1/calls/{call_id}/decision",
  access: needs("calls:read"),
  success: { 200: json<Decision>() },
});

export type CallOperations = typeof list | typeof get | typeof getDecision;

export const callRoutes = createRouter()
  .operation(list, async (c) => {
    const page = await listCalls(ctxOf(c), c.req.valid("query"));
    return c.json(listPage(c, page.rows.map(toCall), page.nextCursor), 200);
  })
  .operation(get, async (c) => c.json(toCall(await callOf(ctxOf(c), c.req.valid("param").call_id)), 200))
  .operation(getDecision, async (c) => {
    const { call_id: id } = c.req.valid("param");
    return c.json(toDecision(id, await decisionOfCall(ctxOf(c), id)), 200);
  });
