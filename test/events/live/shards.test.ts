import { createExecutionContext, evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import worker from "#index";
import { admin, type Caller, caller } from "../../support/api";
import { eventually } from "../../support/eventually";
import { writeEvents } from "../../support/log";
import { freshNumber, withTenant } from "../../support/seed";
import { type Client, connect, connectWith, feedOf, ticketFor } from "../../support/sockets";

/** A deployment whose feeds spread over three objects of two connections each. */
const settings = { ...env, FEED_SHARDS: "3", FEED_SOCKETS: "2", FEED_SOCKETS_PER_KEY: "2" };
const fetchSharded = async (request: Request): Promise<Response> =>
  await worker.fetch(request as Request<unknown, IncomingRequestCfProperties>, settings, createExecutionContext());

const upTo = (last: number): number[] => Array.from({ length: last }, (_, i) => 1 + i);

/** The tenant's keys and what each of them can do with tickets: a key may fill one object. */
async function withKeys(tenantId: string, count: number): Promise<Pick<Caller, "post">[]> {
  const keys: Pick<Caller, "post">[] = [];
  for (let i = 0; i < count; i += 1) {
    const { key } = (await admin.post(`/v1/tenants/${tenantId}/api-keys`, {})).body;
    keys.push({
      post: async (path, body) => {
        const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
        const init = { method: "POST", headers, body: JSON.stringify(body) };
        const answer = await fetchSharded(new Request(`https://pm.example.com${path}`, init));
        return { status: answer.status, headers: answer.headers, body: await answer.json() };
      },
    });
  }
  return keys;
}

test("beyond what one object takes connections go to the next, all see the same sequence and resume on any of them", async () => {
  const tenant = await withTenant({ reservation_limit: 100 });
  const keys = await withKeys(tenant.id, 7);
  const clients: Client[] = [];
  const shards: string[] = [];
  for (const post of keys.slice(0, 6)) {
    const ticket = await ticketFor({ api: { ...caller(""), ...post } });
    shards.push(ticket.split(".")[1] ?? "");
    clients.push(await connectWith(ticket, { query: "after_seq=0", fetch: fetchSharded }));
  }
  expect(shards).toEqual(["0", "0", "1", "1", "2", "2"]);
  const [, , , , , , oneMore] = keys;
  expect(await oneMore?.post("/v1/live/tickets", {})).toMatchObject({
    status: 429,
    body: { code: "too_many_connections" },
  });

  for (let i = 0; i < 5; i += 1) {
    await tenant.api.post("/v1/reservations", { phone_number: freshNumber() });
    if (i === 2) for (const shard of [0, 1, 2]) await evictDurableObject(feedOf(tenant.id, shard));
  }
  const all = (await tenant.api.get("/v1/events?sort=seq&limit=1&after_seq=12")).body.data;
  expect(all).toHaveLength(1);
  await eventually(() => {
    for (const client of clients) expect(client.seqs).toEqual(upTo(13));
  });

  const [, , , , last] = clients;
  last?.close();
  await writeEvents(tenant.id, 4);
  await eventually(async () => expect((await oneMore?.post("/v1/live/tickets", {}))?.status).toBe(200));
  clients[0]?.close();
  const resumed = await eventually(async () => connect(tenant, { query: "after_seq=13" }));
  await feedOf(tenant.id).wake();
  await eventually(() => expect(resumed.seqs).toEqual([14, 15, 16, 17]));
  await eventually(() => expect(clients[5]?.seqs).toEqual(upTo(17)));
});

test("revoking a key reaches its connection on whatever object it is", async () => {
  const tenant = await withTenant();
  const keys = await withKeys(tenant.id, 3);
  const clients: Client[] = [];
  for (const post of keys) {
    clients.push(await connectWith(await ticketFor({ api: { ...caller(""), ...post } }), { fetch: fetchSharded }));
  }
  const listed = (await admin.get(`/v1/tenants/${tenant.id}/api-keys`)).body.data;
  await admin.delete(`/v1/tenants/${tenant.id}/api-keys/${listed[0].id}`);
  await eventually(() => expect(clients[2]?.closed).toEqual({ code: 4410, reason: "key_ended" }));
  expect(clients.map(({ closed }) => closed)).toEqual([null, null, expect.anything()]);
});
