import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { admin } from "../support/api";
import { writeEvents } from "../support/log";
import { freshNumber, type Tenant, withTenant } from "../support/seed";
import { clientOf, connect, connectWith, feedOf, ticketFor, upgrade } from "../support/sockets";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const upTo = (last: number, first = 1): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i);

const hold = async ({ api }: Tenant) => (await api.post("/v1/reservations", { phone_number: freshNumber() })).body;

test("a connection begins with hello, gets what it missed, hears that it caught up, and then what happens", async () => {
  const tenant = await withTenant({ reservation_limit: 100 });
  const held = [await hold(tenant), await hold(tenant)];
  const client = await connect(tenant, { query: "after_seq=1" });
  await vi.waitFor(() => expect(client.messages).toHaveLength(4));
  const { body: log } = await tenant.api.get("/v1/events?sort=seq&after_seq=1");
  expect(client.messages).toEqual([
    { type: "hello", seq: 3, after_seq: 1 },
    { type: "event", event: log.data[0] },
    { type: "event", event: log.data[1] },
    { type: "caught_up", seq: 3 },
  ]);
  await tenant.api.delete(`/v1/reservations/${held[0].id}`);
  await vi.waitFor(() => expect(client.messages).toHaveLength(5));
  expect(client.messages[4]).toMatchObject({ type: "event", event: { seq: 4, type: "reservation.cancelled" } });
});

test("without a cursor it begins at the present, and a cursor of 0 is the beginning", async () => {
  const tenant = await withTenant();
  await hold(tenant);
  const [present, beginning] = [await connect(tenant), await connect(tenant, { query: "after_seq=0" })];
  await hold(tenant);
  await vi.waitFor(() => expect([present.seqs, beginning.seqs]).toEqual([[3], [1, 2, 3]]));
  expect(present.messages.slice(0, 2)).toEqual([
    { type: "hello", seq: 2, after_seq: 2 },
    { type: "caught_up", seq: 2 },
  ]);
});
