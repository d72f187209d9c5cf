import { expect, vi } from "vitest";
import { type Fields, type Heard, knock, type OwnedNumber, ownedBy, rfc2822 } from "./carrier";
import type { Tenant } from "./seed";

/** What the carrier tells of a call from its beginning to its end. */

export const START = Date.UTC(2026, 10, 22, 10);
/** Sets the clock to so long after the beginning. */
export const at = (ms: number) => vi.useFakeTimers({ toFake: ["Date"], now: START + ms });

export interface Webhook {
  readonly door: string;
  readonly fields: Fields;
  /** Milliseconds after the call began. */
  readonly at: number;
}

/** All that Twilio says of a call that an agent's phone did not take, and the fallback did for 61 seconds. */
export function lifeOf(call: Fields): Webhook[] {
  const status = (CallStatus: string, sequence: number, after: number, more: Fields = {}): Webhook => ({
    door: "voice-status",
    at: after,
    fields: { ...call, ...more, CallStatus, SequenceNumber: String(sequence), Timestamp: rfc2822(START + after) },
  });
  const result = (leg: string, after: number, DialCallStatus: string, DialCallDuration: string): Webhook => ({
    door: `voice-result?leg=${leg}`,
    at: after,
    fields: { ...call, CallStatus: "in-progress", DialCallStatus, DialCallDuration },
  });
  return [
    { door: "voice", at: 0, fields: call },
    status("in-progress", 1, 2_000),
    result("agent", 20_000, "no-answer", "0"),
    result("fallback", 83_000, "completed", "61"),
    status("completed", 2, 84_000, { CallDuration: "82" }),
  ];
}

/** A number whose calls go to a phone, and then to another one. */
export async function withAgent(tenant: Tenant): Promise<{ number: OwnedNumber; agentId: string }> {
  const number = await ownedBy(tenant);
  const agent = await tenant.api.post("/v1/agents", {
    name: "Desk",
    destination: { kind: "dial", phone_number: "+14155550100" },
  });
  expect(agent.status).toBe(201);
  await tenant.api.post(`/v1/phone-numbers/${number.id}/assign`, { agent_id: agent.body.id });
  const fallback = { kind: "dial", phone_number: "+14155550101" };
  const plan = await tenant.api.put(`/v1/phone-numbers/${number.id}/routing`, { fallback });
  expect(plan.status).toBe(200);
  return { number, agentId: agent.body.id };
}

/** Sends a webhook. What it says is written down after the answer. */
export const tell = ({ path }: OwnedNumber, { door, fields }: Webhook): Promise<Heard> =>
  knock(`${path}/${door}`, { fields });
