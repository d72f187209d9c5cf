import { expect, test } from "vitest";
import type { Caller, Json } from "../support/api";
import { freshNumber, withTenant } from "../support/seed";

/** Problem details name the wrong field and say what would be right. */

const stream = (parameters: Json) => ({
  name: "Desk",
  destination: { kind: "stream", url: "wss://agents.example.com/media", parameters },
});
const sip = (uri: string) => ({ name: "Desk", destination: { kind: "sip", uri } });
const call = (more: Json) => ({ phone_number_id: "num_1", ...more });

test.for<[title: string, method: "post" | "put" | "patch", path: string, body: Json, pointer: string, detail: string]>([
  [
    "a destination without its kind",
    "post",
    "/v1/agents",
    { name: "Desk", destination: { message: "Hello." } },
    "/destination/kind",
    "This field is required. Must be one of stream, conversation_relay, sip, dial, redirect or say. Send the whole object, not only the fields that change.",
  ],
  [
    "a part of a destination that is to be changed",
    "patch",
    "/v1/agents/agt_1",
    { destination: { message: "Hello." } },
    "/destination/kind",
    "This field is required. Must be one of stream, conversation_relay, sip, dial, redirect or say. Send the whole object, not only the fields that change.",
  ],
  [
    "text instead of a list",
    "put",
    "/v1/phone-numbers/num_1/routing",
    { agents: "agt_01k9m8x3zt5v7w9y2a4c6e8g0j" },
    "/agents",
    "Must be an array, not a string.",
  ],
  [
    "an empty key",
    "post",
    "/v1/agents",
    stream({ "": "x" }),
    "/destination/parameters/",
    "A key must have 1 to 40 characters.",
  ],
  [
    "an empty name",
    "post",
    "/v1/agents",
    { ...sip("sip:desk@sip.example.com"), name: "" },
    "/name",
    "Must have at least 1 character.",
  ],
  [
    "a name too long",
    "post",
    "/v1/agents",
    { ...sip("sip:desk@sip.example.com"), name: "x".repeat(101) },
    "/name",
    "Must have at most 100 characters.",
  ],
  ["an empty list", "post", "/v1/orders", { items: [] }, "/items", "Must have at least 1 item."],
  [
    "a number too small",
    "post",
    "/v1/reservations",
    { phone_number: "+14152350123", ttl_seconds: 59 },
    "/ttl_seconds",
    "Must be at least 60.",
  ],
  [
    "a SIP URI that ends with its scheme",
    "post",
    "/v1/agents",
    sip("sip:"),
    "/destination/uri",
    "Must name a host, like sip.example.com or 198.51.100.7:5060.",
  ],
  [
    "a hidden caller by another word",
    "post",
    "/v1/routing/simulate",
    call({ from: "Anonymous" }),
    "/from",
    'Write "anonymous": it stands for all callers who hide their number.',
  ],
  [
    "no time",
    "post",
    "/v1/routing/simulate",
    call({ at: "tomorrow" }),
    "/at",
    "Must be an ISO 8601 time with its zone, like 2026-11-22T10:00:00Z.",
  ],
  [
    "no date",
    "put",
    "/v1/phone-numbers/num_1/routing",
    { schedule: { time_zone: "Europe/Berlin", open: [], closed_on: ["Christmas"] } },
    "/schedule/closed_on/0",
    "Must be a date like 2026-11-22.",
  ],
])("%s gives one error, which says what would be valid", async ([, method, path, body, pointer, detail]) => {
  const { api } = await withTenant();
  const send: Caller[typeof method] = api[method];
  const answer = await send(path, body);
  expect(answer.status).toBe(422);
  expect(answer.body.errors).toEqual([{ in: "body", pointer, detail }]);
});

test("a quote says whether an owned number is the caller's or another tenant's", async () => {
  const [mine, other] = [await withTenant(), await withTenant()];
  const order = { items: [{ phone_number: freshNumber() }] };
  await mine.api.post("/v1/orders", order);
  const obstacles = async (api: Caller) =>
    (await api.post("/v1/orders/quote", order)).body.items[0].obstacles.map(({ detail }: Json) => detail);
  expect(await obstacles(mine.api)).toEqual([expect.stringMatching(/is yours already, as num_\w+\.$/)]);
  expect(await obstacles(other.api)).toEqual([expect.stringContaining("belongs to another tenant.")]);
});

test("refusals name the way out: force, or another Idempotency-Key", async () => {
  const { api } = await withTenant();
  const { body: order } = await api.post("/v1/orders", { items: [{ phone_number: freshNumber() }] });
  const path = `/v1/phone-numbers/${order.items[0].phone_number_id}`;
  const key = { "idempotency-key": "desk" };
  const { body: agent } = await api.post("/v1/agents", sip("sip:desk@sip.example.com"), key);
  await api.post(`${path}/assign`, { agent_id: agent.id });
  const details = [
    await api.delete(`/v1/agents/${agent.id}`),
    await api.post(`${path}/release`),
    await api.post("/v1/agents", sip("sip:other@sip.example.com"), key),
  ].map(({ body }) => body.detail);
  expect(details).toEqual([
    expect.stringMatching(/ or send \?force=true\.$/),
    expect.stringMatching(/ or send \?force=true\.$/),
    expect.stringMatching(/ Send a new key for a new request\.$/),
  ]);
});
