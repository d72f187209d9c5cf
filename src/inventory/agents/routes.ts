import { createRoute, z } from "@hono/zod-openapi";
import {
  bearer,
  body,
  bodyProblems,
  createRouter,
  ctxOf,
  etagOf,
  failures,
  firstEtag,
  idempotencyHeader,
  idempotencyProblems,
  ifMatchHeader,
  json,
  pageBody,
  pageOf,
  pageQuery,
  switchedOn,
  versioned,
} from "#kernel/http/http";
import { destinationKinds } from "#kernel/values/destination";
import { changeAgent } from "./change-agent";
import { checkAgent } from "./check-agent";
import { createAgent } from "./create-agent";
import { deleteAgent } from "./delete-agent";
import { agentOf, listAgents } from "./queries";
import { agent, agentChange, agentCheck, newAgent, toAgent } from "./wire";

const stream = { kind: "stream", url: "wss://agents.example.com/media", parameters: { agent: "front-desk" } };

export const agentExample = {
  id: "agt_01k9m8x3zt5v7w9y2a4c6e8g0j",
  name: "Front desk",
  destination: stream,
  created_at: "2026-11-22T10:00:00.000Z",
  updated_at: "2026-11-22T10:00:00.000Z",
};

const checkExample = {
  agent_id: agentExample.id,
  result: "ok",
  steps: [
    { step: "name", result: "ok", detail: "agents.example.com has only public addresses.", latency_ms: null },
    { step: "handshake", result: "ok", detail: "The WebSocket was opened, and closed again.", latency_ms: 42 },
  ],
  checked_at: "2026-11-22T10:00:00.000Z",
};

const agentPath = z.object({
  agent_id: z
    .string()
    .openapi({ param: { name: "agent_id", in: "path" }, description: "The agent's id.", example: agentExample.id }),
});

const common = { security: bearer, tags: ["Agents"] };

const list = createRoute({
  ...common,
  method: "get",
  path: "/v1/agents",
  operationId: "listAgents",
  summary: "List agents",
  description: "Your agents, the newest first unless `sort` says otherwise. Needs `agents:read`.",
  request: {
    query: z.strictObject({
      ...pageQuery(),
      sort: z
        .enum(["created_at", "-created_at"])
        .default("-created_at")
        .openapi({ description: "By when they were made; with `-` the newest first." }),
      kind: z.enum(destinationKinds).optional().openapi({ description: "Agents with this kind of destination only." }),
    }),
  },
  responses: {
    200: json(pageOf(agent, "AgentPage"), "A page of agents.", pageBody([agentExample], null)),
    ...failures("invalid_cursor"),
  },
});

const create = createRoute({
  ...common,
  method: "post",
  path: "/v1/agents",
  operationId: "createAgent",
  summary: "Create an agent",
  description:
    "An agent is where calls go. Its destination is checked for its form only; `check` finds out whether anybody is there. " +
    "Needs `agents:write`.",
  request: { headers: idempotencyHeader, body: body(newAgent, { name: "Front desk", destination: stream }) },
  responses: {
    201: versioned(agent, "The agent.", agentExample),
    ...failures(...bodyProblems, ...idempotencyProblems, "changed_meanwhile"),
  },
});

const get = createRoute({
  ...common,
  method: "get",
  path: "/v1/agents/{agent_id}",
  operationId: "getAgent",
  summary: "Get an agent",
  description: "One agent, with its version as `ETag`. Needs `agents:read`.",
  request: { params: agentPath },
  responses: { 200: versioned(agent, "The agent.", agentExample), ...failures("not_found") },
});

const check = createRoute({
  ...common,
  method: "post",
  path: "/v1/agents/{agent_id}/check",
  operationId: "checkAgent",
  summary: "Check an agent",
  description:
    "Asks where the agent's calls would go whether anybody is there: looks the name up, then opens a WebSocket (`stream`, " +
    "`conversation_relay`) or sends a HEAD (`redirect`). Of a SIP host only the name can be checked from here; `dial` and `say` " +
    "have nothing to ask. Nothing is sent to an address that is not public, or that cannot be looked up at the moment, which makes " +
    "the result `inconclusive`. Needs `agents:write`.",
  request: { params: agentPath },
  responses: { 200: json(agentCheck, "What was found out.", checkExample), ...failures("not_found") },
});

const patch = createRoute({
  ...common,
  method: "patch",
  path: "/v1/agents/{agent_id}",
  operationId: "updateAgent",
  summary: "Change an agent",
  description:
    "Changes the fields that are sent; a destination is replaced whole. The next call to each of its numbers goes there. With " +
    "`If-Match` it is refused if the agent has changed since you read it. Refused is also to dial a number of yours that would put " +
    "calls through to the agent's own (`routing_loop`). Needs `agents:write`.",
  request: {
    params: agentPath,
    headers: ifMatchHeader,
    body: body(agentChange, { destination: { kind: "sip", uri: "sip:desk@sip.example.com;transport=tls" } }),
  },
  responses: {
    200: versioned(agent, "The agent as it is now.", agentExample),
    ...failures("not_found", "stale_version", "changed_meanwhile", "routing_loop", ...bodyProblems),
  },
});

const remove = createRoute({
  ...common,
  method: "delete",
  path: "/v1/agents/{agent_id}",
  operationId: "deleteAgent",
  summary: "Delete an agent",
  description:
    "Refused while numbers use it, by assignment or in their routing plans; the problem names them in `phone_numbers`. With " +
    "`force` its assignments end, 1,000 at the most (needs `numbers:write` too), and plans pass over it, unless " +
    "numbers would then fall back at once to one that dials them (`routing_loop`). Needs `agents:write`.",
  request: {
    params: agentPath,
    headers: ifMatchHeader,
    query: z.strictObject({ force: switchedOn("With `true`, also an agent that numbers use.") }),
  },
  responses: {
    200: json(agent, "The agent as it was.", agentExample),
    ...failures("not_found", "agent_in_use", "stale_version", "changed_meanwhile", "routing_loop"),
  },
});

export const agentRoutes = createRouter()
  .openapi(list, async (c) => {
    const page = await listAgents(ctxOf(c), c.req.valid("query"));
    return c.json(pageBody(page.rows.map(toAgent), page.nextCursor), 200);
  })
  .openapi(create, async (c) => c.json(await createAgent(ctxOf(c), c.req.valid("json")), 201, { ETag: firstEtag }))
  .openapi(get, async (c) => {
    const row = await agentOf(ctxOf(c), c.req.valid("param").agent_id);
    return c.json(toAgent(row), 200, { ETag: etagOf(row.version) });
  })
  .openapi(check, async (c) => c.json(await checkAgent(ctxOf(c), c.req.valid("param").agent_id), 200))
  .openapi(patch, async (c) => {
    const { "if-match": ifMatch } = c.req.valid("header");
    const row = await changeAgent(ctxOf(c), c.req.valid("param").agent_id, c.req.valid("json"), ifMatch);
    return c.json(toAgent(row), 200, { ETag: etagOf(row.version) });
  })
  .openapi(remove, async (c) => {
    const { "if-match": ifMatch } = c.req.valid("header");
    const { force } = c.req.valid("query");
    const row = await deleteAgent(ctxOf(c), c.req.valid("param").agent_id, { force, ifMatch });
    return c.json(toAgent(row), 200);
  });
