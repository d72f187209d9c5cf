import { agentExample } from "#inventory/agents/example";
import { exampleNumber } from "#inventory/phone-numbers/example";
import { pageBody } from "#kernel/http/http";
import { answer, describe, pageOf } from "#kernel/http/openapi";
import { numberRouting, simulation } from "./responses";
import type { RoutingOperations } from "./routes";

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
      { rule: "schedule", result: "passed", detail: "It is thu 2026-11-26 10:00 in America/New_York, which is open." },
      { rule: "callers", result: "absent", detail: "No caller has an agent of their own." },
      {
        rule: "weights",
        result: "decided",
        detail: `${agentExample.id} was chosen for this caller, by weight: ${agentExample.id} 90 %, ${newAgentId} 10 %.`,
      },
    ],
  },
  trunk_attempts: [],
};

export const routingDocs = describe<RoutingOperations>("Routing", {
  getRouting: {
    summary: "Get a number's routing plan",
    description: "The plan in force, with its version as `ETag`; 404 while there is none.",
    success: { 200: answer(numberRouting, "The plan.", routingExample) },
  },
  setRouting: {
    summary: "Set a number's routing plan",
    description:
      "Replaces the whole plan, from the next call on. The rules are asked in this order: blocked callers, " +
      "countries, schedule, callers with an agent of their own, agents by weight, the assigned agent, fallback. A " +
      "rule that the plan leaves out decides nothing. With `If-Match`, refused if the plan has changed since you " +
      "read it. Also refused: a plan whose immediate destinations dial numbers of yours that dial back " +
      "(`routing_loop`, with the loop in `phone_numbers`).",
    body: planExample,
    success: { 200: answer(numberRouting, "The plan, in force.", routingExample) },
  },
  removeRouting: {
    summary: "Remove a number's routing plan",
    description: "From the next call on, all calls go to the assigned agent.",
    success: { 204: { description: "The number has no plan. The history of its plans still shows the last one." } },
  },
  listRoutingHistory: {
    summary: "List a number's routing plans",
    description:
      "The number's routing plans, the latest first. With `at`, only the plan in force at that instant, if any.",
    success: {
      200: answer(pageOf(numberRouting, "NumberRoutingPage"), "A page of plans.", pageBody([routingExample], null)),
    },
  },
  simulateCall: {
    summary: "Simulate a call",
    description:
      "Shows where a call to one of your numbers would go, and why, by the function that routes real calls: with " +
      "the number's own routing, or with a proposed agent or plan. Writes nothing.",
    body: {
      phone_number_id: exampleNumber.id,
      from: "+14155550100",
      at: "2026-11-26T15:00:00.000Z",
    },
    success: { 200: answer(simulation, "The decision and how it came about.", simulationExample) },
  },
});
