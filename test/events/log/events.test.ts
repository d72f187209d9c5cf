import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { expect, test, vi } from "vitest";
import { recordEvent } from "#events/log/record";
import { ChangedSubjects } from "#kernel/db/changed-subjects";
import { batchAll, openDatabase } from "#kernel/db/db";
import { tenants } from "#tenants/table";
import type { Json } from "../../support/api";
import { freshNumber, withTenant } from "../../support/seed";

const seqs = (body: Json): number[] => body.data.map((event: Json) => event.seq);

test("a tenant's events are numbered without a gap, however many are written at once", async () => {
  const { id, api } = await withTenant({ reservation_limit: 100 });
  await Promise.all(
    Array.from({ length: 60 }, () => api.post("/v1/reservations", { phone_number: freshNumber("737") })),
  );
  const { body } = await api.get("/v1/events?sort=seq&limit=200");
  expect(seqs(body)).toEqual(Array.from({ length: 61 }, (_, i) => i + 1));
  expect(body.data[5]).toEqual({
    seq: 6,
    id: expect.stringMatching(/^evt_/),
    type: "reservation.created",
    occurred_at: expect.any(String),
    actor: expect.stringMatching(/^key:key_/),
    request_id: expect.stringMatching(/^req_/),
    subject: { type: "reservation", id: expect.stringMatching(/^rsv_/) },
    data: { phone_number: expect.any(String), expires_at: expect.any(String), phone_number_id: null },
    hash: null,
  });
  expect(new Set(body.data.map((event: Json) => event.id)).size).toBe(61);
  expect(id).toBeTruthy();
});

test("the numbering goes on when retention has emptied the table", async () => {
  const { id, api } = await withTenant();
  await api.post("/v1/reservations", { phone_number: freshNumber() });
  await env.DB.batch([
    env.DB.prepare(
      "update tenants set archived_seq = (select max(seq) from events where tenant_id = ?1) where id = ?1",
    ).bind(id),
    env.DB.prepare("delete from events where tenant_id = ?").bind(id),
  ]);
  await api.post("/v1/reservations", { phone_number: freshNumber() });
  expect(seqs((await api.get("/v1/events")).body)).toEqual([3]);
});

test("an event is written with the change before it, and not without it", async () => {
  const { id, api } = await withTenant();
  const db = openDatabase(env.DB);
  const rename = async (renamed: string, eventId: string) => {
    const newEventId = () => eventId;
    const source = {
      tenantId: id,
      actor: "system",
      requestId: "req_1",
      at: 1,
      newEventId,
      changed: new ChangedSubjects(),
    };
    const change = db.update(tenants).set({ name: "x" }).where(eq(tenants.id, renamed));
    await batchAll(db, [change, recordEvent(db, source, "tenant.updated", id, { changed: ["name"] })]);
    return (await api.get("/v1/events?sort=seq")).body;
  };
  expect(seqs(await rename("ten_unknown", "evt_never"))).toEqual([1]);
  const { data } = await rename(id, "evt_once");
  expect(data.slice(1)).toEqual([
    {
      seq: 2,
      id: "evt_once",
      type: "tenant.updated",
      occurred_at: new Date(1).toISOString(),
      actor: "system",
      request_id: "req_1",
      subject: { type: "tenant", id },
      data: { changed: ["name"] },
      hash: null,
    },
  ]);
});

test("events are filtered by type, subject and place, and paged both ways", async () => {
  const { api } = await withTenant();
  const held = [];
  for (let i = 0; i < 3; i += 1) held.push((await api.post("/v1/reservations", { phone_number: freshNumber() })).body);
  await api.delete(`/v1/reservations/${held[1].id}`);
  const list = async (query: string) => (await api.get(`/v1/events?${query}`)).body;
  expect(seqs(await list("type=reservation.created"))).toEqual([4, 3, 2]);
  expect(seqs(await list(`subject_id=${held[1].id}&sort=seq`))).toEqual([3, 5]);
  // A family, in each order, in pages, and with the other filters.
  expect(seqs(await list("type=reservation.*"))).toEqual([5, 4, 3, 2]);
  expect(seqs(await list(`type=reservation.*&subject_id=${held[1].id}`))).toEqual([5, 3]);
  expect(seqs(await list("type=reservation.*&sort=seq&after_seq=3"))).toEqual([4, 5]);
  expect(seqs(await list("type=order.*"))).toEqual([]);
  const page = await list("type=reservation.*&limit=3");
  expect(seqs(page)).toEqual([5, 4, 3]);
  expect(seqs(await list(`type=reservation.*&limit=3&cursor=${page.next_cursor}`))).toEqual([2]);
  expect(seqs(await list("sort=seq&after_seq=3"))).toEqual([4, 5]);
  const first = await list("limit=2");
  expect(seqs(first)).toEqual([5, 4]);
  expect(seqs(await list(`limit=2&cursor=${first.next_cursor}`))).toEqual([3, 2]);
  for (const none of ["nonsense", "order", "orders.*", "*"]) {
    const { status, body } = await api.get(`/v1/events?type=${none}`);
    expect([status, body.errors?.[0].detail]).toEqual([422, "Must be an event type, or a family such as order.*."]);
  }
});

test("a change whose event cannot be written does not happen either", async () => {
  const { id, api } = await withTenant();
  const order = await api.post("/v1/orders", { items: [{ phone_number: freshNumber() }] });
  const path = `/v1/phone-numbers/${order.body.items[0].phone_number_id}`;
  await env.DB.prepare(
    "insert into events select ?1, 9223372036854775807, 'evt_last', 't', 0, 'a', 'r', 's', 'i', '{}', null",
  )
    .bind(id)
    .run();
  const before = (await api.get(path)).body;
  const refused = await api.patch(path, { friendly_name: "lost" });
  expect(refused.status).toBeGreaterThanOrEqual(500);
  expect((await api.get(path)).body).toEqual(before);
  vi.restoreAllMocks();
});
