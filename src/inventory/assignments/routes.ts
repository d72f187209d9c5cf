import type { PhoneNumberResource } from "#inventory/phone-numbers/responses";
import { toPhoneNumber } from "#inventory/phone-numbers/wire";
import { assignmentsOf } from "#inventory/routing/queries";
import { etagOf } from "#kernel/http/etag";
import { ctxOf, instantInQuery, pageQuery } from "#kernel/http/http";
import { listPage } from "#kernel/http/list-cursor";
import { needs, operation, page, versioned } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { z } from "#kernel/http/schema";
import { idOf } from "#kernel/http/wire";
import { assignAgent } from "./assign-agent";
import type { Assignment } from "./responses";
import { unassignAgent } from "./unassign-agent";
import { toAssignment } from "./wire";

const assignRoute = operation({
  id: "assignPhoneNumber",
  method: "post",
  path: "/v1/phone-numbers/{phone_number_id}/assign",
  access: needs("numbers:write"),
  body: () => z.strictObject({ agent_id: idOf("agent") }).openapi("NewAssignment"),
  success: { 200: versioned<PhoneNumberResource>() },
  failures: ["illegal_transition", "changed_meanwhile", "agent_not_found", "redirect_not_allowed", "routing_loop"],
});

const unassignRoute = operation({
  id: "unassignPhoneNumber",
  method: "post",
  path: "/v1/phone-numbers/{phone_number_id}/unassign",
  access: needs("numbers:write"),
  success: { 200: versioned<PhoneNumberResource>() },
  failures: ["changed_meanwhile", "routing_loop"],
});

const history = operation({
  id: "listAssignments",
  method: "get",
  path: "/v1/phone-numbers/{phone_number_id}/assignments",
  otherMethods: {
    post: "POST /v1/phone-numbers/{phone_number_id}/assign assigns an agent.",
    delete: "POST /v1/phone-numbers/{phone_number_id}/unassign ends the assignment.",
  },
  access: needs("numbers:read"),
  query: () => z.strictObject({ ...pageQuery(), at: instantInQuery("The assignment at this instant only.") }),
  success: { 200: page<Assignment>() },
});

export type AssignmentOperations = typeof assignRoute | typeof unassignRoute | typeof history;

export const assignmentRoutes = createRouter()
  .operation(assignRoute, async (c) => {
    const row = await assignAgent(ctxOf(c), c.req.valid("param").phone_number_id, c.req.valid("json").agent_id);
    return c.json(toPhoneNumber(row), 200, { ETag: etagOf(row.version) });
  })
  .operation(unassignRoute, async (c) => {
    const row = await unassignAgent(ctxOf(c), c.req.valid("param").phone_number_id);
    return c.json(toPhoneNumber(row), 200, { ETag: etagOf(row.version) });
  })
  .operation(history, async (c) => {
    const page = await assignmentsOf(ctxOf(c), c.req.valid("param").phone_number_id, c.req.valid("query"));
    return c.json(listPage(c, page.rows.map(toAssignment), page.nextCursor), 200);
  });
