import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import {
  afterMove,
  COOLING_OFF_MS,
  type NumberMove,
  type NumberStatus,
  numberStatuses,
  startsOf,
} from "#inventory/phone-numbers/lifecycle";
import type { Json } from "../../support/api";
import { apartFromReadiness } from "../../support/event-log";
import { eventually } from "../../support/eventually";
import { runCleanup } from "../../support/jobs";
import { objectOf } from "../../support/objects";
import { sandbox } from "../../support/sandbox";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";

afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  await sandbox.clearFaults();
});

async function buy(tenant: Tenant, ...numbers: string[]): Promise<Json[]> {
  const order = await tenant.api.post("/v1/orders", { items: numbers.map((phone_number) => ({ phone_number })) });
  expect(order.body.status).toBe("completed");
  return await Promise.all(
    order.body.items.map(
      async (item: Json) => (await tenant.api.get(`/v1/phone-numbers/${item.phone_number_id}`)).body,
    ),
  );
}

test("the lifecycle is closed: every move leads to a status, and a final status has no moves", () => {
  const moves: NumberMove[] = ["suspend", "resume", "release", "confirm_release", "restore", "cooling_off_over"];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...moves), { maxLength: 30 }), (path) => {
      let status: NumberStatus = "active";
      let releases = 0;
      for (const move of path) {
        const next = afterMove(status, move);
        if (next === undefined) continue;
        expect(numberStatuses).toContain(next);
        expect(startsOf(move)).toContain(status);
        if (move === "confirm_release") releases += 1;
        if (move === "restore") releases -= 1;
        status = next;
      }
      expect(releases).toBeLessThanOrEqual(1);
      if (releases === 1) expect(["cooling_off", "released"]).toContain(status);
    }),
  );
  expect(moves.filter((move) => afterMove("released", move) !== undefined)).toEqual([]);
});

test("a number is found by id and by E.164, and changed with its version as If-Match", async () => {
  const tenant = await withTenant();
  const [number] = await buy(tenant, freshNumber());
  const byNumber = await tenant.api.get(`/v1/phone-numbers/${number.phone_number}`);
  expect(byNumber.body).toEqual(number);
  const etag = byNumber.headers.get("etag") ?? "";
  const change = { friendly_name: "Sales", tags: ["b", "a"], metadata: { crm: "1" }, deletion_lock: true };
  const changed = await tenant.api.patch(`/v1/phone-numbers/${number.id}`, change, { "if-match": etag });
  expect(changed).toMatchObject({ status: 200, body: { ...number, ...change, updated_at: expect.any(String) } });
  expect(changed.headers.get("etag")).not.toBe(etag);
  const stale = await tenant.api.patch(`/v1/phone-numbers/${number.id}`, { tags: [] }, { "if-match": etag });
  expect(stale).toMatchObject({ status: 412, body: { code: "stale_version" } });
  expect((await tenant.api.get(`/v1/phone-numbers/${number.id}`)).body.tags).toEqual(["b", "a"]);
});

test("metadata is merged: new keys are added, null removes one, the others stay; at most 50 keys", async () => {
  const tenant = await withTenant();
  const [number] = await buy(tenant, freshNumber());
  const path = `/v1/phone-numbers/${number.id}`;
  const patched = async (metadata: Json) => (await tenant.api.patch(path, { metadata })).body.metadata;
  expect(await patched({ crm: "1", desk: "a" })).toEqual({ crm: "1", desk: "a" });
  expect(await patched({ desk: "b", team: "x" })).toEqual({ crm: "1", desk: "b", team: "x" });
  expect(await patched({ crm: null, unknown: null })).toEqual({ desk: "b", team: "x" });
  const many = Object.fromEntries(Array.from({ length: 49 }, (_, at) => [`k${at}`, "v"]));
  expect(await tenant.api.patch(path, { metadata: many })).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: "/metadata" }] },
  });
  expect((await tenant.api.get(path)).body.metadata).toEqual({ desk: "b", team: "x" });
});

test("a change that changes nothing leaves the version and the log alone; the event names what differs", async () => {
  const tenant = await withTenant();
  const [number] = await buy(tenant, freshNumber());
  const path = `/v1/phone-numbers/${number.id}`;
  for (const change of [{}, { deletion_lock: false }, { tags: [] }]) {
    const { status, body } = await tenant.api.patch(path, change);
    expect({ status, body }).toEqual({ status: 200, body: number });
  }
  await tenant.api.patch(path, { tags: [], friendly_name: "New" });
  const events = await tenant.api.get(`/v1/events?type=phone_number.updated&subject_id=${number.id}`);
  expect(events.body.data.map(({ data }: Json) => data.changed)).toEqual([["friendly_name"]]);
});

test("of parallel changes from one version one succeeds, and the others fail with 409 or 412", async () => {
  const tenant = await withTenant();
  const [number] = await buy(tenant, freshNumber());
  const path = `/v1/phone-numbers/${number.id}`;
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, i) => tenant.api.patch(path, { friendly_name: `n${i}` }, { "if-match": '"1"' })),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  for (const { status } of answers) expect([200, 409, 412]).toContain(status);
  const events = await tenant.api.get(`/v1/events?type=phone_number.updated&subject_id=${number.id}`);
  expect(events.body.data).toHaveLength(1);
});

test("lists filter, sort and page without a gap or a repeat while numbers are added", async () => {
  const tenant = await withTenant();
  const canadian = freshNumber("604");
  const bought = await buy(tenant, freshNumber(), freshNumber("212"), canadian, freshNumber("512"), freshNumber("305"));
  const numbersIn = async (query: string): Promise<string[]> =>
    (await tenant.api.get(`/v1/phone-numbers?${query}`)).body.data.map((row: Json) => row.phone_number);
  expect(await numbersIn("country=CA")).toEqual([canadian]);
  expect(await numbersIn("phone_number_prefix=%2B1604")).toEqual([canadian]);
  expect(await numbersIn("phone_number_prefix=+1604")).toEqual([canadian]);
  expect(await numbersIn("type=toll_free")).toEqual([]);
  expect(await numbersIn("status=suspended")).toEqual([]);
  const sorted = bought.map(({ phone_number }) => phone_number).sort();
  expect(await numbersIn("sort=phone_number")).toEqual(sorted);
  expect(await numbersIn("sort=-phone_number")).toEqual([...sorted].reverse());
  for (const sort of ["created_at", "-created_at", "phone_number", "-friendly_name"]) {
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page: Json = await tenant.api.get(`/v1/phone-numbers?limit=2&sort=${sort}${cursor && `&cursor=${cursor}`}`);
      expect(page.body.has_more).toBe(page.body.next_cursor !== null);
      seen.push(...page.body.data.map((row: Json) => row.phone_number));
      cursor = page.body.next_cursor;
    }
    expect([...seen].sort(), sort).toEqual(sorted);
  }
});

test("a number is suspended and resumed, each once; a released number cannot be", async () => {
  const tenant = await withTenant();
  const [number] = await buy(tenant, freshNumber());
  const act = (verb: string) => tenant.api.post(`/v1/phone-numbers/${number.id}/${verb}`);
  expect((await act("suspend")).body.status).toBe("suspended");
  expect((await act("suspend")).body.status).toBe("suspended");
  expect((await act("resume")).body.status).toBe("active");
  expect((await act("release")).body.status).toBe("cooling_off");
  expect(await act("suspend")).toMatchObject({ status: 409, body: { code: "illegal_transition" } });
  const events = await tenant.api.get(`/v1/events?subject_id=${number.id}&sort=seq`);
  expect(apartFromReadiness(events.body.data).map(({ type }) => type)).toEqual([
    "phone_number.purchased",
    "phone_number.suspended",
    "phone_number.resumed",
    "phone_number.releasing",
    "phone_number.cooling_off",
  ]);
});

test("release: refused under a lock, done once, kept from others for ten days, then final", async () => {
  const [tenant, other] = [await withTenant(), await withTenant()];
  const [number] = await buy(tenant, freshNumber());
  const path = `/v1/phone-numbers/${number.id}`;
  await tenant.api.patch(path, { deletion_lock: true });
  expect(await tenant.api.post(`${path}/release`)).toMatchObject({ status: 409, body: { code: "deletion_locked" } });
  await tenant.api.patch(path, { deletion_lock: false });
  const answers = await Promise.all(Array.from({ length: 5 }, () => tenant.api.post(`${path}/release`)));
  for (const { status } of answers) expect([200, 202, 409]).toContain(status);
  const released = await tenant.api.post(`${path}/release`);
  expect(released).toMatchObject({ status: 200, body: { status: "cooling_off" } });
  expect(Date.parse(released.body.cooling_off_until) - Date.parse(released.body.released_at)).toBe(COOLING_OFF_MS);
  expect(await sandbox.numbers()).not.toContain(number.phone_number);
  const kept = await other.api.post("/v1/reservations", { phone_number: number.phone_number });
  expect(kept).toMatchObject({ status: 409, body: { code: "number_cooling_off" } });
  expect(Number(kept.headers.get("retry-after"))).toBeGreaterThan(9 * 24 * 3_600);
  const bought = await other.api.post("/v1/orders", { items: [{ phone_number: number.phone_number }] });
  expect(bought.body.items[0].error).toMatchObject({ code: "number_cooling_off", retryable: false });

  await runCleanup();
  expect((await tenant.api.get(path)).body.status).toBe("cooling_off");
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + COOLING_OFF_MS + 1 });
  await Promise.all([runCleanup(), runCleanup()]);
  await runCleanup();
  expect((await tenant.api.get(path)).body.status).toBe("released");
  const ends = await tenant.api.get(`/v1/events?subject_id=${number.id}&type=phone_number.released`);
  expect(ends.body.data).toHaveLength(1);
  expect((await other.api.post("/v1/reservations", { phone_number: number.phone_number })).status).toBe(201);
});

test.for(["server_error", "answer_lost", "rate_limited"])(
  "a release that the carrier meets with %s is open, and confirmed later by itself",
  async (kind) => {
    const tenant = await withTenant();
    const [number] = await buy(tenant, freshNumber());
    await sandbox.fault({ kind, operation: "release", times: kind === "rate_limited" ? 6 : 1 });
    const first = await tenant.api.post(`/v1/phone-numbers/${number.id}/release`);
    expect(first).toMatchObject({ status: 202, body: { status: "releasing" } });
    await eventually(
      async () => expect((await tenant.api.get(`/v1/phone-numbers/${number.id}`)).body.status).toBe("cooling_off"),
      { interval: 100 },
    );
    expect(await sandbox.numbers()).not.toContain(number.phone_number);
  },
);

test("the cleanup job finishes a release whose Worker died before it asked Twilio", async () => {
  const tenant = await withTenant();
  const [number] = await buy(tenant, freshNumber());
  const died = vi.spyOn(Object.getPrototypeOf(env.NUMBERS), "getByName").mockImplementation(() => {
    throw new Error("The Worker died here.");
  });
  expect((await tenant.api.post(`/v1/phone-numbers/${number.id}/release`)).status).toBe(500);
  died.mockRestore();
  expect((await tenant.api.get(`/v1/phone-numbers/${number.id}`)).body.status).toBe("releasing");
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
  await runCleanup();
  expect((await tenant.api.get(`/v1/phone-numbers/${number.id}`)).body.status).toBe("cooling_off");
});

test("the cleanup job records the expiry of holds whose alarm was lost", async () => {
  const tenant = await withTenant();
  const e164 = freshNumber();
  const { body: held } = await tenant.api.post("/v1/reservations", { phone_number: e164, ttl_seconds: 60 });
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
  await runCleanup();
  const { results } = await env.DB.prepare("select status from reservations where id = ?").bind(held.id).all();
  expect(results).toEqual([{ status: "expired" }]);
  await runDurableObjectAlarm(objectOf(e164));
  const events = await tenant.api.get(`/v1/events?subject_id=${held.id}&type=reservation.expired`);
  expect(events.body.data).toHaveLength(1);
});
