import {
  createAgent,
  createOrder,
  createReservation,
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  listAgents,
  listPhoneNumbers,
  listWebhookEndpoints,
  quoteOrder,
  releasePhoneNumber,
  searchAvailablePhoneNumbers,
  updateAgent,
  updatePhoneNumber,
} from "./generated/hey-api";
import { client } from "./generated/hey-api/client.gen";

/** The main job with a client of @hey-api/openapi-ts. */

const { BASE_URL = "", API_KEY = "", RECEIVER_URL = "" } = process.env;

client.setConfig({ baseUrl: BASE_URL, auth: API_KEY });

function present<Value>(value: Value | null | undefined, name: string): Value {
  if (value === null || value === undefined) throw new Error(`${name} is missing`);
  console.log(name);
  return value;
}

const throwOnError = true;

const search = await searchAvailablePhoneNumbers({
  query: { country: "US", area_code: "415", limit: 5 },
  throwOnError,
});
const free = search.data.data.find(({ reservation }) => reservation === null);
const { phone_number } = present(free, "search");

const held = await createReservation({ body: { phone_number }, throwOnError });
const reservation_id = present(held.data.id, "reserve");

const items = [{ phone_number, reservation_id }];
const quote = await quoteOrder({ body: { items }, throwOnError });
present(quote.data.monthly_cost[0]?.amount, "quote");

const order = await createOrder({
  body: { items },
  headers: { "idempotency-key": `hey-api ${phone_number}` },
  throwOnError,
});
const phone_number_id = present(order.data.items[0]?.phone_number_id, "order");

const numbers = await listPhoneNumbers({ query: { limit: 50 }, throwOnError });
present(
  numbers.data.data.find(({ id }) => id === phone_number_id),
  "list",
);

const path = { phone_number_id };
const patched = await updatePhoneNumber({ path, body: { friendly_name: "Front desk", tags: ["sales"] }, throwOnError });
if (patched.data.friendly_name !== "Front desk") throw new Error("The name was not changed.");
console.log("patch");

const agent = await createAgent({
  body: { name: "Desk", destination: { kind: "say", message: "Hello." } },
  throwOnError,
});
const agent_id = present(agent.data.id, "create agent");
const updated = await updateAgent({
  path: { agent_id },
  body: { destination: { kind: "stream", url: "wss://agents.example.com/media" } },
  throwOnError,
});
if (updated.data.destination.kind !== "stream") throw new Error("The destination was not changed.");
// The discriminator narrows the union: only a stream has a URL here.
present(updated.data.destination.url, "update agent");
const agents = await listAgents({ throwOnError });
present(
  agents.data.data.find(({ id }) => id === agent_id),
  "list agents",
);

const released = await releasePhoneNumber({ path, throwOnError });
present(released.data.status, "release");

const endpoint = await createWebhookEndpoint({ body: { url: RECEIVER_URL }, throwOnError });
const webhook_endpoint_id = present(endpoint.data.id, "create webhook endpoint");
const endpoints = await listWebhookEndpoints({ throwOnError });
present(
  endpoints.data.data.find(({ id }) => id === webhook_endpoint_id),
  "list webhook endpoints",
);
await deleteWebhookEndpoint({ path: { webhook_endpoint_id }, throwOnError });
console.log("delete webhook endpoint");
