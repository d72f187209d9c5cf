import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { callerOf } from "#dev/api";
import { startExampleAgent } from "#dev/example-agent";
import { eventually } from "../support/eventually";
import { cleanAway, newStateDir, type Platform, startPlatform } from "./platform.ts";

/** The whole way of a call: the sandbox rings a number that was bought, and both sides tell the same of it. */

const state = newStateDir();
let platform: Platform;

beforeAll(async () => {
  platform = await startPlatform(state.path);
});
afterAll(() => {
  cleanAway(platform);
  state.remove();
});

test("a call rings its agent's number, falls back, and is recorded once in any order of webhooks", async () => {
  const { base_url, sandbox_url, api_key } = platform.dev;
  const api = callerOf(base_url, api_key);
  const { body: order } = await api("POST", "/v1/orders", { items: [{ phone_number: "+14155550180" }] });
  const [{ phone_number: to, phone_number_id: id }] = order.items;
  const destination = { kind: "dial", phone_number: "+14155550100" };
  const { body: agent } = await api("POST", "/v1/agents", { name: "Desk", destination });
  await api("POST", `/v1/phone-numbers/${id}/assign`, { agent_id: agent.id });
  await api("PUT", `/v1/phone-numbers/${id}/routing`, { fallback: { kind: "say", message: "Nobody is in." } });
  const { body: call } = await callerOf(sandbox_url)("POST", "/sandbox/calls", {
    to,
    dials: [{ status: "no-answer" }],
    callbacks: ["initiated", "ringing", "answered", "completed"],
    order: "shuffled",
    repeat: 2,
  });
  const steps: { kind: string; name?: string; verb?: string; detail?: string; status?: number }[] = call.steps;
  const begin = steps.slice(0, 5).map(({ name, verb, detail }) => name ?? `${verb} ${detail}`);
  expect(begin).toEqual(["voice", "Dial Number +14155550100", "dial action", "Say Nobody is in.", "Hangup "]);
  expect(steps.flatMap(({ status }) => (status === undefined || status < 300 ? [] : [status]))).toEqual([]);
  await eventually(async () => {
    const { body } = await api("GET", "/v1/calls");
    expect(body.data).toMatchObject([
      {
        carrier_id: call.call_sid,
        phone_number_id: id,
        agent_id: agent.id,
        status: "completed",
        duration_seconds: call.duration_seconds,
        legs: [{ to: "agent", status: "no_answer" }],
      },
    ]);
  });
  const { body: usage } = await api("GET", `/v1/phone-numbers/${id}/usage`);
  expect(usage.total).toMatchObject({ calls: 1, seconds: call.duration_seconds, minutes: 1 });
});

test("a message to a number that passes messages on is recorded, and so is what became of it", async () => {
  const { base_url, sandbox_url, api_key } = platform.dev;
  const api = callerOf(base_url, api_key);
  const { body: order } = await api("POST", "/v1/orders", { items: [{ phone_number: "+14155550181" }] });
  const [{ phone_number: to, phone_number_id: id }] = order.items;
  await api("PATCH", `/v1/phone-numbers/${id}`, { sms_forward_to: "+14155550188" });
  await callerOf(sandbox_url)("POST", "/sandbox/messages", { to, body: "Hello", order: "reversed", repeat: 1 });
  await eventually(async () => {
    const { body } = await api("GET", `/v1/messages?phone_number_id=${id}`);
    const listed = body.data.map(({ direction, status, body: text }: Record<string, string>) => [
      direction,
      status,
      text,
    ]);
    expect(listed.toSorted()).toEqual([
      ["inbound", "received", "Hello"],
      ["outbound", "delivered", null],
    ]);
  });
});

test.each([
  ["stream", "media", undefined],
  ["conversation_relay", "relay", [{ says: "Are you open?" }, { says: "Thanks, goodbye." }]],
])("a %s agent on this machine answers a call", async (kind, path, turns) => {
  const { base_url, sandbox_url, api_key } = platform.dev;
  const api = callerOf(base_url, api_key);
  const example = await startExampleAgent(0);
  onTestFinished(() => example.stop());
  const url = `${example.url.replace("127.0.0.1", "localhost")}/${path}`;
  const { body: agent } = await api("POST", "/v1/agents", { name: "Local", destination: { kind, url } });
  const { body: check } = await api("POST", `/v1/agents/${agent.id}/check`);
  expect(check).toMatchObject({ result: "ok", steps: [{ step: "name" }, { step: "handshake", result: "ok" }] });
  const { body: order } = await api("POST", "/v1/orders", {
    criteria: { country: "US", area_code: "212", quantity: 1 },
    configuration: { agent_id: agent.id },
  });
  const [{ phone_number: to, phone_number_id: id }] = order.items;
  const { body: call } = await callerOf(sandbox_url)("POST", "/sandbox/calls", {
    to,
    speed: 5,
    ...(turns && { caller: { turns } }),
  });
  const conversation = call.steps.find((step: { kind: string }) => step.kind === "conversation");
  expect(conversation).toMatchObject({ url, connected: true, ended_by: "agent" });
  expect(conversation.agent_speech_ms).toBeGreaterThan(1_000);
  await eventually(async () => {
    const { body } = await api("GET", `/v1/calls?phone_number_id=${id}`);
    expect(body.data).toMatchObject([{ carrier_id: call.call_sid, agent_id: agent.id, status: "completed" }]);
  });
});

test("a test call asks the sandbox to ring the number, and answers with the TwiML and what the agent did", async () => {
  const { base_url, api_key } = platform.dev;
  const api = callerOf(base_url, api_key);
  const agentProcess = await startExampleAgent(0);
  onTestFinished(() => agentProcess.stop());
  const url = `${agentProcess.url}/media`;
  const { body: order } = await api("POST", "/v1/orders", { items: [{ phone_number: "+14155550184" }] });
  const [{ phone_number_id: id }] = order.items;
  const { body: agent } = await api("POST", "/v1/agents", { name: "Echo", destination: { kind: "stream", url } });
  await api("POST", `/v1/phone-numbers/${id}/assign`, { agent_id: agent.id });
  const { status, body: call } = await api("POST", `/v1/phone-numbers/${id}/test-call`, { from: "+14155550111" });
  expect(status).toBe(200);
  expect(call).toMatchObject({ phone_number_id: id, from: "+14155550111", status: "completed" });
  expect(call.twiml).toContain(`<Stream url="${url}"`);
  const [conversation] = call.steps.filter((step: { kind: string }) => step.kind === "conversation");
  expect(conversation).toMatchObject({
    detail: url,
    conversation: { connected: true, ended_by: "agent", error: null },
  });
  expect(conversation.conversation.agent_speech_ms).toBeGreaterThan(1_000);
  const { body: recorded } = await api("GET", `/v1/calls/${call.call_id}`);
  expect(recorded).toMatchObject({ carrier_id: call.carrier_id, agent_id: agent.id, from: "+14155550111" });
  const { body: decision } = await api("GET", `/v1/calls/${call.call_id}/decision`);
  expect(decision).toMatchObject({ outcome: "agent", agent_id: agent.id });
  expect((await api("POST", `/v1/phone-numbers/${id}/release?force=true`)).status).toBe(200);
  const gone = await api("POST", `/v1/phone-numbers/${id}/test-call`, {});
  expect([gone.status, gone.body.code]).toEqual([409, "test_call_unavailable"]);
});
