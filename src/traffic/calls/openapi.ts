import { pageBody } from "#kernel/http/http";
import { answer, describe, pageOf } from "#kernel/http/openapi";
import { call, decision } from "./responses";
import type { CallOperations } from "./routes";

const example = {
  id: "cal_01k9m8x3zt5v7w9y2a4c6e8g0j",
  phone_number_id: "num_01k9m8x3zt5v7w9y2a4c6e8g0j",
  carrier_id: "CA00000000000000000000000000000001",
  from: "+14155550199",
  from_address: "+14155550199",
  from_kind: "phone_number",
  from_country: "US",
  to: "+14155550123",
  status: "completed",
  outcome: "agent",
  agent_id: "agt_01k9m8x3zt5v7w9y2a4c6e8g0j",
  taken_by: "agent",
  legs: [{ to: "agent", sip_gateway_id: null, status: "completed", duration_seconds: 61 }],
  started_at: "2026-11-22T10:00:00.000Z",
  answered_at: "2026-11-22T10:00:02.000Z",
  ended_at: "2026-11-22T10:01:03.000Z",
  duration_seconds: 61,
  created_at: "2026-11-22T10:00:00.000Z",
  updated_at: "2026-11-22T10:01:03.000Z",
};

export const callDocs = describe<CallOperations>("Calls and messages", {
  listCalls: {
    summary: "List calls",
    description:
      "Lists calls to your numbers, the newest first. Calls are kept for 400 days, unless the deployment configures " +
      "another time.",
    success: { 200: answer(pageOf(call, "CallPage"), "A page of calls.", pageBody([example], null)) },
  },
  getCall: {
    summary: "Get a call",
    description: "One call, with the facts that Twilio's webhooks have reported so far.",
    success: { 200: answer(call, "The call.", example) },
  },
  getCallDecision: {
    summary: "Get a call's routing decision",
    description: "The routing decision when the number rang, with every rule that was evaluated.",
    success: {
      200: answer(decision, "The decision.", {
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
    },
  },
});
