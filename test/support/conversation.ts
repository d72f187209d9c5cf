import { expect, vi } from "vitest";
import { type Fields, type OwnedNumber, ownedBy, rfc2822, sendWebhook, type WebhookAnswer } from "./carrier";
import type { Tenant } from "./seed";

/** The webhooks that Twilio sends about one call, from its start to its end. */

export const START = Date.UTC(2026, 10, 22, 10);
/** Sets the clock to this many milliseconds after `START`. */
export const at = (ms: number) => vi.useFakeTimers({ toFake: ["Date"], now: START + ms });

export interface Webhook {
  readonly webhook: string;
  readonly fields: Fields;
  /** Milliseconds after the call began. */
  readonly at: number;
}

/** The webhooks of a call that the agent's phone did not answer, and that the fallback answered for 61 seconds. */
export function webhooksOfCall(call: Fields): Webhook[] {
  const status = (CallStatus: string, sequence: number, after: number, more: Fields = {}): Webhook => ({
    webhook: "voice-status",
    at: after,
    fields: { ...call, ...more, CallStatus, SequenceNumber: String(sequence), Timestamp: rfc2822(START + after) },
  });
  const result = (leg: string, after: number, DialCallStatus: string, DialCallDuration: string): Webhook => ({
    webhook: `voice-result?leg=${leg}`,
    at: after,
    fields: { ...call, CallStatus: "in-progress", DialCallStatus, DialCallDuration },
  });
  return [
    { webhook: "voice", at: 0, fields: call },
    status("in-progress", 1, 2_000),
    result("agent", 20_000, "no-answer", "0"),
    result("fallback", 83_000, "completed", "61"),
    status("completed", 2, 84_000, { CallDuration: "82" }),
  ];
}

/** A number whose agent dials a phone, and whose fallback dials another one. */
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

/** Sends a webhook of this number. Its records are written after the response: wait for them with `eventually`. */
export const sendToNumber = ({ path }: OwnedNumber, { webhook, fields }: Webhook): Promise<WebhookAnswer> =>
  sendWebhook(`${path}/${webhook}`, { fields });
