import { etagOf, firstEtag } from "#kernel/http/etag";
import { booleanInQuery, ctxOf, growingListQuery } from "#kernel/http/http";
import { listPage } from "#kernel/http/list-cursor";
import { json, needs, operation, other, page, READ_ONLY, type ReadOnlyOf, versioned } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { z } from "#kernel/http/schema";
import { destinationKinds } from "#kernel/values/destination";
import { checkAgent } from "./check-agent";
import { createAgent } from "./create-agent";
import { deleteAgent } from "./delete-agent";
import { agentOf, listAgents } from "./queries";
import type { Agent, AgentCheck } from "./responses";
import { updateAgent } from "./update-agent";
import { agentChange, newAgent, toAgent } from "./wire";

const list = operation({
  id: "listAgents",
  method: "get",
  path: "/v1/agents",
  access: needs("agents:read"),
  query: () =>
    growingListQuery({
      sort: z
        .enum(["created_at", "-created_at"])
        .default("-created_at")
        .openapi({ description: "By creation time; with `-` the newest first." }),
      kind: z.enum(destinationKinds).optional().openapi({ description: "Only agents with this kind of destination." }),
    }),
  success: { 200: page<Agent>() },
});

const create = operation({
  id: "createAgent",
  method: "post",
  path: "/v1/agents",
  access: needs("agents:write"),
  idempotent: true,
  body: newAgent,
  success: { 201: versioned<Agent>() },
  failures: ["changed_meanwhile"],
});

const get = operation({
  id: "getAgent",
  method: "get",
  path: "/v1/agents/{agent_id}",
  access: needs("agents:read"),
  success: { 200: versioned<Agent>() },
});

const check = operation({
  id: "checkAgent",
  method: "post",
  path: "/v1/agents/{agent_id}/check",
  access: needs("agents:write"),
  success: { 200: json<AgentCheck>() },
});

const patch = operation({
  id: "updateAgent",
  method: "patch",
  path: "/v1/agents/{agent_id}",
  access: needs("agents:write"),
  conditional: true,
  body: agentChange,
  readOnly: {
    id: READ_ONLY,
    created_at: READ_ONLY,
    updated_at: READ_ONLY,
  } satisfies ReadOnlyOf<Agent, typeof agentChange>,
  success: { 200: versioned<Agent>() },
  failures: ["changed_meanwhile", "redirect_not_allowed", "routing_loop"],
});

const remove = operation({
  id: "deleteAgent",
  method: "delete",
  path: "/v1/agents/{agent_id}",
  access: needs("agents:write"),
  conditional: true,
  query: () => z.strictObject({ force: booleanInQuery("With `true`, also an agent that numbers use.") }),
  success: { 204: other },
  failures: ["agent_in_use", "changed_meanwhile", "routing_loop"],
});

export type AgentOperations = typeof list | typeof create | typeof get | typeof check | typeof patch | typeof remove;

export const agentRoutes = createRouter()
  .operation(list, async (c) => {
    const page = await listAgents(ctxOf(c), c.req.valid("query"));
    return c.json(listPage(c, page.rows.map(toAgent), page.nextCursor), 200);
  })
  .operation(create, async (c) => {
    const made = await createAgent(ctxOf(c), c.req.valid("json"));
    return c.json(made, 201, { ETag: firstEtag, Location: `/v1/agents/${made.id}` });
  })
  .operation(get, async (c) => {
    const row = await agentOf(ctxOf(c), c.req.valid("param").agent_id);
    return c.json(toAgent(row), 200, { ETag: etagOf(row.version) });
  })
  .operation(check, async (c) => c.json(await checkAgent(ctxOf(c), c.req.valid("param").agent_id), 200))
  .operation(patch, async (c) => {
    const { "if-match": ifMatch } = c.req.valid("header");
    const row = await updateAgent(ctxOf(c), c.req.valid("param").agent_id, c.req.valid("json"), ifMatch);
    return c.json(toAgent(row), 200, { ETag: etagOf(row.version) });
  })
  .operation(remove, async (c) => {
    const { "if-match": ifMatch } = c.req.valid("header");
    const { force = false } = c.req.valid("query");
    await deleteAgent(ctxOf(c), c.req.valid("param").agent_id, { force, ifMatch });
    return c.body(null, 204);
  });
