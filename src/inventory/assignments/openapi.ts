import { agentExample } from "#inventory/agents/example";
import { exampleNumber } from "#inventory/phone-numbers/example";
import { phoneNumberResource } from "#inventory/phone-numbers/responses";
import { pageBody } from "#kernel/http/http";
import { answer, describe, pageOf } from "#kernel/http/openapi";
import { assignment } from "./responses";
import type { AssignmentOperations } from "./routes";

const assignmentExample = {
  id: "asg_01k9m8x3zt5v7w9y2a4c6e8g0j",
  phone_number_id: exampleNumber.id,
  phone_number: exampleNumber.phone_number,
  agent_id: agentExample.id,
  valid_from: "2026-11-22T10:00:00.000Z",
  valid_to: null,
};

export const assignmentDocs = describe<AssignmentOperations>("Agents", {
  assignPhoneNumber: {
    summary: "Assign a number to an agent",
    description:
      "Sends the number's calls to an agent, from the next one on. A number has one agent at a time, so the " +
      "assignment before ends; of two requests at once, one is refused. A routing plan may send calls elsewhere. " +
      "Also refused: an agent that dials a number of yours which dials back (`routing_loop`, with the loop in " +
      "`phone_numbers`).",
    body: {
      agent_id: agentExample.id,
    },
    success: {
      200: answer(phoneNumberResource, "The number with its agent.", { ...exampleNumber, agent_id: agentExample.id }),
    },
  },
  unassignPhoneNumber: {
    summary: "Unassign a number",
    description:
      "Ends the number's assignment. Without one, nothing changes. Refused if the number would then fall back at " +
      "once to a number of yours that dials it (`routing_loop`).",
    success: { 200: answer(phoneNumberResource, "The number without an agent.", exampleNumber) },
  },
  listAssignments: {
    summary: "List a number's assignments",
    description:
      "The number's assignments, the latest first. With `at`, only the assignment at that instant, if any: " +
      "`valid_from` belongs to an assignment, `valid_to` does not.",
    success: {
      200: answer(pageOf(assignment, "AssignmentPage"), "A page of assignments.", pageBody([assignmentExample], null)),
    },
  },
});
