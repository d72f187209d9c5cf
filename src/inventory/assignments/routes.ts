import { createRoute, z } from "@hono/zod-openapi";
import { agentExample } from "#inventory/agents/routes";
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
  instantInQuery,
  json,
  pageBody,
  pageOf,
  pageQuery,
  versioned,
} from "#kernel/http/http";
import { assignAgent } from "./assign-agent";
import { unassignAgent } from "./unassign-agent";
import { assignment, toAssignment } from "./wire";

/** Which agent answers which number. */

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
  });
