import createClient, { type Middleware } from "openapi-fetch";
import type { paths } from "./generated/schema";

/** The main job with a client of openapi-typescript and openapi-fetch. */

const { BASE_URL = "", API_KEY = "", RECEIVER_URL = "" } = process.env;

const refuseProblems: Middleware = {
  async onResponse({ request, response }) {
    if (!response.ok) throw new Error(`${request.method} ${request.url}: ${await response.clone().text()}`);
  },
};

const api = createClient<paths>({ baseUrl: BASE_URL, headers: { Authorization: `Bearer ${API_KEY}` } });
api.use(refuseProblems);

function present<Value>(value: Value | null | undefined, name: string): Value {
  if (value === null || value === undefined) throw new Error(`${name} is missing`);
  console.log(name);
  return value;
}

const search = await api.GET("/v1/available-phone-numbers", {
  params: { query: { country: "US", area_code: "415", limit: 5 } },
});
const free = search.data?.data.find(({ reservation }) => reservation === null);
const { phone_number } = present(free, "search");

const held = await api.POST("/v1/reservations", { body: { phone_number } });
const reservation_id = present(held.data?.id, "reserve");

const items = [{ phone_number, reservation_id }];
const quote = await api.POST("/v1/orders/quote", { body: { items } });
present(quote.data?.monthly_cost[0]?.amount, "quote");

const order = await api.POST("/v1/orders", {
  body: { items },
  params: { header: { "idempotency-key": `openapi-fetch ${phone_number}` } },
});
const phone_number_id = present(order.data?.items[0]?.phone_number_id, "order");

const numbers = await api.GET("/v1/phone-numbers", { params: { query: { limit: 50 } } });
if (typeof numbers.data !== "object") throw new Error("The list is not JSON.");
const listed = numbers.data.data.find(({ id }) => id === phone_number_id);
present(listed, "list");

const path = { phone_number_id };
const patched = await api.PATCH("/v1/phone-numbers/{phone_number_id}", {
  params: { path },
  body: { friendly_name: "Front desk", tags: ["sales"] },
});
if (patched.data?.friendly_name !== "Front desk") throw new Error("The name was not changed.");
console.log("patch");

const agent = await api.POST("/v1/agents", {
  body: { name: "Desk", destination: { kind: "say", message: "Hello." } },
});
const agent_id = present(agent.data?.id, "create agent");
const updated = await api.PATCH("/v1/agents/{agent_id}", {
  params: { path: { agent_id } },
  body: { destination: { kind: "stream", url: "wss://agents.example.com/media" } },
});
if (updated.data?.destination.kind !== "stream") throw new Error("The destination was not changed.");
// The discriminator narrows the union: only a stream has a URL here.
present(updated.data.destination.url, "update agent");
const agents = await api.GET("/v1/agents");
present(
  agents.data?.data.find(({ id }) => id === agent_id),
  "list agents",
);

const released = await api.POST("/v1/phone-numbers/{phone_number_id}/release", { params: { path } });
present(released.data?.status, "release");

const endpoint = await api.POST("/v1/webhook-endpoints", { body: { url: RECEIVER_URL } });
const webhook_endpoint_id = present(endpoint.data?.id, "create webhook endpoint");
const endpoints = await api.GET("/v1/webhook-endpoints");
present(
  endpoints.data?.data.find(({ id }) => id === webhook_endpoint_id),
  "list webhook endpoints",
);
await api.DELETE("/v1/webhook-endpoints/{webhook_endpoint_id}", { params: { path: { webhook_endpoint_id } } });
console.log("delete webhook endpoint");
