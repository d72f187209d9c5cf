import { createRoute, z } from "@hono/zod-openapi";
import { changeAgent } from "#inventory/agents/change-agent";
import { deleteAgent } from "#inventory/agents/delete-agent";
import { agentExample, agentPath } from "#inventory/agents/routes";
import { agent, agentChange, toAgent } from "#inventory/agents/wire";
import { exampleNumber, numberPath } from "#inventory/phone-numbers/example";
import { phoneNumberResource, toPhoneNumber } from "#inventory/phone-numbers/wire";
import { assignmentsOf } from "#inventory/routing/queries";
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
  switchedOn,
  versioned,
} from "#kernel/http/http";
import { assignAgent } from "./assign";
import { unassignAgent } from "./unassign";
import { assignment, toAssignment } from "./wire";

/** Who answers which number; and the change and end of an agent, which its numbers may stand in the way of. */

const common = { security: bearer, tags: ["Agents"] };

const assignmentExample = {
  id: "asg_01k9m8x3zt5v7w9y2a4c6e8g0j",
  phone_number_id: exampleNumber.id,
  phone_number: exampleNumber.phone_number,
  agent_id: agentExample.id,
  valid_from: "2026-11-22T10:00:00.000Z",
  valid_to: null,
};

const assignRoute = createRoute({
  ...common,
  method: "post",
  path: "/v1/phone-numbers/{phone_number_id}/assign",
  operationId: "assignPhoneNumber",
  summary: "Assign a number to an agent",
  description:
    "Gives the number's calls to an agent, from the next one on; whoever had them is relieved. A number has one agent at a " +
    "time: of two requests at once the second is refused. A routing plan may send calls elsewhere. An agent that dials a number of yours " +
    "which dials back is refused (`routing_loop`, with the way in `phone_numbers`). Needs `numbers:write`.",
  request: {
    params: numberPath,
    body: body(z.strictObject({ agent_id: z.string().max(64) }).openapi("NewAssignment"), {
      agent_id: agentExample.id,
    }),
  },
  responses: {
    200: versioned(phoneNumberResource, "The number with its agent.", { ...exampleNumber, agent_id: agentExample.id }),
    ...failures(
      "not_found",
      "illegal_transition",
      "changed_meanwhile",
      "agent_not_found",
      "routing_loop",
      ...bodyProblems,
    ),
  },
});

const unassignRoute = createRoute({
  ...common,
  method: "post",
  path: "/v1/phone-numbers/{phone_number_id}/unassign",
  operationId: "unassignPhoneNumber",
  summary: "Unassign a number",
  description:
    "Takes the number's agent off it. Without one, nothing changes. Refused while the number's plan would then fall back at once to a " +
    "number of yours that dials this one (`routing_loop`). Needs `numbers:write`.",
  request: { params: numberPath },
  responses: {
    200: versioned(phoneNumberResource, "The number without an agent.", exampleNumber),
    ...failures("not_found", "changed_meanwhile", "routing_loop"),
  },
});

const history = createRoute({
  ...common,
  method: "get",
  path: "/v1/phone-numbers/{phone_number_id}/assignments",
  operationId: "listAssignments",
  summary: "List a number's assignments",
  description:
    "Which agent the number had from when to when, the latest first. With `at`, the one it had at that instant, if any: " +
    "`valid_from` belongs to an assignment, `valid_to` does not. Needs `numbers:read`.",
  request: {
    params: numberPath,
    query: z.strictObject({ ...pageQuery(), at: instantInQuery("The assignment at this instant only.") }),
  },
  responses: {
    200: json(pageOf(assignment, "AssignmentPage"), "A page of assignments.", pageBody([assignmentExample], null)),
    ...failures("not_found", "invalid_cursor"),
  },
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

export const assignmentRoutes = createRouter()
  .openapi(assignRoute, async (c) => {
    const row = await assignAgent(ctxOf(c), c.req.valid("param").phone_number_id, c.req.valid("json").agent_id);
    return c.json(toPhoneNumber(row), 200, { ETag: etagOf(row.version) });
  })
  .openapi(unassignRoute, async (c) => {
    const row = await unassignAgent(ctxOf(c), c.req.valid("param").phone_number_id);
    return c.json(toPhoneNumber(row), 200, { ETag: etagOf(row.version) });
  })
  .openapi(history, async (c) => {
    const page = await assignmentsOf(ctxOf(c), c.req.valid("param").phone_number_id, c.req.valid("query"));
    return c.json(pageBody(page.rows.map(toAssignment), page.nextCursor), 200);
  })
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
