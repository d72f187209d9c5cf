import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import type { Answer } from "../../support/api";
import { eventually } from "../../support/eventually";
import { objectOf } from "../../support/objects";
import { sandbox } from "../../support/sandbox";
import { freshNumber, withTenant } from "../../support/seed";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Moves the clock that the Worker and its objects read; alarms stay where they are. */
function atLater(seconds: number): void {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + seconds * 1_000 });
}

const count = (answers: readonly Answer[], status: number): number =>
  answers.filter((answer) => answer.status === status).length;

test("a reservation shows when it ends and that Twilio does not know of it", async () => {
  const { api } = await withTenant();
  const e164 = freshNumber();
  const { status, body, headers } = await api.post("/v1/reservations", { phone_number: e164, ttl_seconds: 600 });
  expect(status).toBe(201);
  expect(body).toEqual({
    id: expect.stringMatching(/^rsv_/),
    phone_number: e164,
    status: "held",
    hold_scope: "platform",
    created_at: expect.any(String),
    expires_at: new Date(Date.parse(body.created_at) + 600_000).toISOString(),
    expires_in: expect.toSatisfy((seconds: number) => seconds >= 598 && seconds <= 600),
    ended_at: null,
    phone_number_id: null,
  });
  expect(headers.get("location")).toBe(`/v1/reservations/${body.id}`);
  expect((await api.get(`/v1/reservations/${body.id}`)).body).toMatchObject({ id: body.id, status: "held" });
});

test("the same tenant gets its reservation back, another tenant gets only a Retry-After", async () => {
  const [mine, other] = [await withTenant(), await withTenant()];
  const e164 = freshNumber();
  const first = await mine.api.post("/v1/reservations", { phone_number: e164 });
  const again = await mine.api.post("/v1/reservations", { phone_number: e164 });
  expect(again).toMatchObject({ status: 200, body: { id: first.body.id } });
  const refused = await other.api.post("/v1/reservations", { phone_number: e164 });
  expect(refused).toMatchObject({ status: 409, body: { code: "number_held" } });
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(880);
  expect(JSON.stringify(refused.body)).not.toContain(mine.id);
});

test("if 200 callers of many tenants reserve one number at once, exactly one holds it", async () => {
  const tenants = await Promise.all(Array.from({ length: 20 }, () => withTenant()));
  const e164 = freshNumber();
  const callers = Array.from({ length: 200 }, (_, index) => tenants[index % tenants.length]);
  const answers = await Promise.all(
    callers.map((tenant) => tenant?.api.post("/v1/reservations", { phone_number: e164 })),
  );
  const got = answers.filter((answer) => answer !== undefined);
  expect(count(got, 201)).toBe(1);
  // The winner's other nine calls get the same reservation back; all others get a Retry-After.
  expect(count(got, 200)).toBe(9);
  expect(count(got, 409)).toBe(190);
  expect(new Set(got.filter(({ status }) => status < 300).map(({ body }) => body.id)).size).toBe(1);
});

test("a tenant with the limit 10 that sends 100 reservations at once gets exactly 10", async () => {
  const { api } = await withTenant();
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => api.post("/v1/reservations", { phone_number: freshNumber("628") })),
  );
  expect(count(answers, 201)).toBe(10);
  const refused = answers.filter(({ status }) => status !== 201);
  expect(new Set(refused.map(({ body }) => body.code))).toEqual(new Set(["reservation_limit_reached"]));
  const live = await api.get("/v1/reservations?status=held&limit=200");
  expect(live.body.data).toHaveLength(10);

  // Giving one up makes room for one.
  await api.delete(`/v1/reservations/${live.body.data[0].id}`);
  expect((await api.post("/v1/reservations", { phone_number: freshNumber("628") })).status).toBe(201);
  expect((await api.post("/v1/reservations", { phone_number: freshNumber("628") })).status).toBe(409);
});

test("at the limit, parallel requests for one number are all refused, none with a reservation", async () => {
  const full = await withTenant({ reservation_limit: 0 });
  const e164 = freshNumber();
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => full.api.post("/v1/reservations", { phone_number: e164 })),
  );
  expect(answers.map(({ status, body }) => [status, body.code])).toEqual(
    Array(6).fill([409, "reservation_limit_reached"]),
  );
});

test("a number that was refused for the limit is free for others at once, and its object stores nothing", async () => {
  const full = await withTenant({ reservation_limit: 0 });
  const other = await withTenant();
  const e164 = freshNumber();
  expect((await full.api.post("/v1/reservations", { phone_number: e164 })).body.code).toBe("reservation_limit_reached");
  expect(await runInDurableObject(objectOf(e164), (_, state) => state.storage.kv.get("record"))).toBeUndefined();
  expect((await other.api.post("/v1/reservations", { phone_number: e164 })).status).toBe(201);
});

test("extending moves the end forward, never beyond two hours from the start, and never back", async () => {
  const { api } = await withTenant();
  const { body: held } = await api.post("/v1/reservations", { phone_number: freshNumber(), ttl_seconds: 3_600 });
  const path = `/v1/reservations/${held.id}/extend`;
  const shorter = await api.post(path, { ttl_seconds: 60 });
  expect(shorter).toMatchObject({ status: 200, body: { expires_at: held.expires_at } });
  atLater(3_000);
  const longer = await api.post(path, { ttl_seconds: 7_200 });
  const cap = new Date(Date.parse(held.created_at) + 2 * 3_600_000).toISOString();
  expect(longer).toMatchObject({ status: 200, body: { expires_at: cap } });
  expect((await api.get(`/v1/reservations/${held.id}`)).body.expires_at).toBe(cap);
});

test("canceling frees the number and can be repeated; an ended reservation cannot be extended", async () => {
  const [mine, other] = [await withTenant(), await withTenant()];
  const e164 = freshNumber();
  const { body: held } = await mine.api.post("/v1/reservations", { phone_number: e164 });
  const first = await mine.api.delete(`/v1/reservations/${held.id}`);
  const second = await mine.api.delete(`/v1/reservations/${held.id}`);
  expect([first.status, second.status]).toEqual([204, 204]);
  expect((await mine.api.get(`/v1/reservations/${held.id}`)).body).toMatchObject({
    status: "canceled",
    expires_in: 0,
  });
  expect(await runInDurableObject(objectOf(e164), (_, state) => state.storage.kv.get("record"))).toBeUndefined();
  expect((await other.api.post("/v1/reservations", { phone_number: e164 })).status).toBe(201);
  const late = await mine.api.post(`/v1/reservations/${held.id}/extend`, { ttl_seconds: 60 });
  expect(late).toMatchObject({ status: 409, body: { code: "reservation_ended" } });
});

test("a hold ends at its time, before its alarm comes; repeated alarms publish the end once", async () => {
  const [mine, other] = [await withTenant(), await withTenant()];
  const e164 = freshNumber();
  const { body: held } = await mine.api.post("/v1/reservations", { phone_number: e164, ttl_seconds: 60 });
  atLater(61);
  expect((await mine.api.get(`/v1/reservations/${held.id}`)).body).toMatchObject({ status: "expired", expires_in: 0 });
  expect((await mine.api.get("/v1/reservations?status=held")).body.data).toEqual([]);
  expect((await mine.api.get("/v1/reservations?status=expired")).body.data).toHaveLength(1);
  await evictDurableObject(objectOf(e164));
  await runDurableObjectAlarm(objectOf(e164));
  await objectOf(e164).reconcile();
  const events = await mine.api.get(`/v1/events?subject_id=${held.id}&sort=seq`);
  expect(events.body.data.map((event: { type: string }) => event.type)).toEqual([
    "reservation.created",
    "reservation.expired",
  ]);
  expect((await other.api.post("/v1/reservations", { phone_number: e164 })).status).toBe(201);
});

test("a late alarm changes nothing if another tenant holds the number by then", async () => {
  const [mine, other] = [await withTenant(), await withTenant()];
  const e164 = freshNumber();
  await mine.api.post("/v1/reservations", { phone_number: e164, ttl_seconds: 60 });
  atLater(61);
  const next = await other.api.post("/v1/reservations", { phone_number: e164 });
  expect(next.status).toBe(201);
  await runDurableObjectAlarm(objectOf(e164));
  expect((await other.api.get(`/v1/reservations/${next.body.id}`)).body.status).toBe("held");
  expect((await mine.api.post("/v1/reservations", { phone_number: e164 })).body.code).toBe("number_held");
});

test("an object that was evicted expires its hold by itself, in real time", async () => {
  const { api } = await withTenant();
  const e164 = freshNumber();
  const { body: held } = await api.post("/v1/reservations", { phone_number: e164, ttl_seconds: 60 });
  await runInDurableObject(objectOf(e164), async (_, state) => {
    const record = state.storage.kv.get<{ phase: { hold: { expiresAt: number } } }>("record");
    if (!record) throw new Error("There is no hold.");
    record.phase.hold.expiresAt = Date.now() + 300;
    state.storage.kv.put("record", record);
    await state.storage.setAlarm(record.phase.hold.expiresAt);
  });
  await evictDurableObject(objectOf(e164));
  await eventually(
    async () => {
      const row = await env.DB.prepare("select status from reservations where id = ?").bind(held.id).first();
      expect(row).toEqual({ status: "expired" });
    },
    { interval: 50 },
  );
});

test("while D1 is out of reach no number is held; a canceled hold is free at once and published later", async () => {
  const [mine, other] = [await withTenant(), await withTenant()];
  const [e164, unlucky] = [freshNumber(), freshNumber()];
  const { body: held } = await mine.api.post("/v1/reservations", { phone_number: e164 });
  await mine.api.get("/v1/me");

  const by = { tenantId: mine.id, actor: "key:key_1", requestId: "req_1" };
  const spy = vi.spyOn(Object.getPrototypeOf(env.DB), "batch").mockRejectedValue(new Error("D1_ERROR: away"));
  const refused = await objectOf(unlucky).hold({ by, reservationId: "rsv_unlucky", ttlMs: 60_000, forOrder: false });
  expect(refused).toEqual({ kind: "storage_unavailable" });
  expect(await objectOf(e164).cancel({ by, reservationId: held.id })).toEqual({ kind: "canceled" });
  spy.mockRestore();

  expect((await mine.api.get(`/v1/reservations/${held.id}`)).body.status).toBe("held");
  await runDurableObjectAlarm(objectOf(e164));
  await runDurableObjectAlarm(objectOf(unlucky));
  expect((await mine.api.get(`/v1/reservations/${held.id}`)).body.status).toBe("canceled");
  const unluckyRow = await env.DB.prepare("select * from reservations where id = 'rsv_unlucky'").first();
  expect(unluckyRow).toBeNull();
  expect((await other.api.post("/v1/reservations", { phone_number: unlucky })).status).toBe(201);
});

test("an owned number cannot be reserved, not even by its owner", async () => {
  const [mine, other] = [await withTenant(), await withTenant()];
  const e164 = freshNumber();
  const order = await mine.api.post("/v1/orders", { items: [{ phone_number: e164 }] });
  const own = await mine.api.post("/v1/reservations", { phone_number: e164 });
  expect(own).toMatchObject({ status: 409, body: { code: "number_already_yours" } });
  expect(own.body.detail).toContain(order.body.items[0].phone_number_id);
  const anothers = await other.api.post("/v1/reservations", { phone_number: e164 });
  expect(anothers).toMatchObject({ status: 409, body: { code: "number_owned" } });
});

test("buying a number that is one's own names its id, and buys nothing; another tenant learns no id", async () => {
  const [mine, other] = [await withTenant(), await withTenant()];
  const items = [{ phone_number: freshNumber() }];
  const first = await mine.api.post("/v1/orders", { items });
  const { phone_number_id } = first.body.items[0];
  const again = await mine.api.post("/v1/orders", { items });
  const failed = { status: "failed", phone_number_id, error: { code: "number_already_yours", retryable: false } };
  expect(again.body.items).toMatchObject([failed]);
  expect((await mine.api.get(`/v1/orders/${again.body.id}`)).body.items).toMatchObject([failed]);
  const anothers = await other.api.post("/v1/orders", { items });
  expect(anothers.body.items).toMatchObject([{ phone_number_id: null, error: { code: "number_owned" } }]);
  expect((await mine.api.get(`/v1/phone-numbers/${phone_number_id}`)).body.status).toBe("active");
});

test("a number that Twilio has just refused to sell cannot be held for ten minutes; it can be ordered again", async () => {
  const [first, second] = [await withTenant(), await withTenant()];
  const e164 = freshNumber();
  await sandbox.addBehindOurBack(e164, "Head office");
  await first.api.post("/v1/orders", { items: [{ phone_number: e164 }] });
  for (const { api } of [first, second]) {
    const held = await api.post("/v1/reservations", { phone_number: e164 });
    expect(held).toMatchObject({ status: 409, body: { code: "number_unavailable" } });
    expect(held.body.retry_after).toBeLessThanOrEqual(600);
  }
  const ordered = await first.api.post("/v1/orders", { items: [{ phone_number: e164 }] });
  expect(ordered.body.items[0].error.code).toBe("number_unavailable");
  atLater(601);
  expect((await second.api.post("/v1/reservations", { phone_number: e164 })).status).toBe(201);
});
