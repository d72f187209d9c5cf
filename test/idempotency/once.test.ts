import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { runCleanup } from "../support/jobs";
import { freshNumber, withTenant } from "../support/seed";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const key = (value: string) => ({ "idempotency-key": value });

test("a repeated reservation request returns the first response unchanged, even if the reservation has changed", async () => {
  const { api } = await withTenant();
  const body = { phone_number: freshNumber(), ttl_seconds: 600 };
  const first = await api.post("/v1/reservations", body, key("a"));
  await api.delete(`/v1/reservations/${first.body.id}`);
  const again = await api.post("/v1/reservations", { ttl_seconds: 600, phone_number: body.phone_number }, key("a"));
  expect(again.status).toBe(first.status);
  expect(again.body).toEqual(first.body);
});

test("another body or another path under the same key is refused; another tenant may use the same key", async () => {
  const [mine, other] = [await withTenant(), await withTenant()];
  await mine.api.post("/v1/reservations", { phone_number: freshNumber() }, key("a"));
  const body = { phone_number: freshNumber() };
  expect(await mine.api.post("/v1/reservations", body, key("a"))).toMatchObject({
    status: 422,
    body: { code: "idempotency_key_reused" },
  });
  expect(await mine.api.post("/v1/orders", { items: [body] }, key("a"))).toMatchObject({ status: 422 });
  expect((await other.api.post("/v1/reservations", body, key("a"))).status).toBe(201);
});

test("a refused request changes nothing, so its key can be used again", async () => {
  const [mine, other] = [await withTenant(), await withTenant()];
  const body = { phone_number: freshNumber() };
  const { body: held } = await other.api.post("/v1/reservations", body);
  expect((await mine.api.post("/v1/reservations", body, key("a"))).status).toBe(409);
  await other.api.delete(`/v1/reservations/${held.id}`);
  expect((await mine.api.post("/v1/reservations", body, key("a"))).status).toBe(201);
});

test("a repeat of a running request gets request_in_progress; a minute after that request died, the repeat runs instead", async () => {
  const { id, api } = await withTenant();
  const body = { phone_number: freshNumber() };
  const died = vi.spyOn(Object.getPrototypeOf(env.NUMBERS), "getByName").mockImplementation(() => {
    throw new Error("The Worker died here.");
  });
  expect((await api.post("/v1/reservations", body, key("a"))).status).toBe(500);
  died.mockRestore();
  const early = await api.post("/v1/reservations", body, key("a"));
  expect(early).toMatchObject({ status: 409, body: { code: "request_in_progress" } });
  expect(early.headers.get("retry-after")).toBe("2");
  expect(early.body.detail).toMatch(/runs in its place after (60|59) s/);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
  expect((await api.post("/v1/reservations", body, key("a"))).status).toBe(201);
  const { results } = await env.DB.prepare("select status from idempotency_keys where tenant_id = ?").bind(id).all();
  expect(results).toEqual([{ status: 201 }]);
});

test("a repeat of an order whose response could not be stored gets the order's current state, and buys nothing", async () => {
  const { api } = await withTenant();
  const body = { items: [{ phone_number: freshNumber() }] };
  const real = env.DB.prepare.bind(env.DB);
  let armed = true;
  const died = vi.spyOn(Object.getPrototypeOf(env.DB), "prepare").mockImplementation((...given: unknown[]) => {
    const sql = String(given[0]);
    // The last write of the request, after everything has been bought.
    if (armed && sql.startsWith('update "idempotency_keys"')) throw new Error("The Worker died here.");
    return real(sql);
  });
  // The caller gets the response all the same; only a repeat finds no stored response.
  const first = await api.post("/v1/orders", body, key("a"));
  expect(first).toMatchObject({ status: 201, body: { status: "completed" } });
  armed = false;
  died.mockRestore();
  expect((await api.post("/v1/orders", body, key("a"))).body.code).toBe("request_in_progress");
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
  const again = await api.post("/v1/orders", body, key("a"));
  expect(again).toMatchObject({ status: 201, body: { status: "completed" } });
  expect((await api.get("/v1/orders")).body.data).toEqual([again.body]);
});

test("keys are forgotten after a day, by the request that meets an old one and by the cleanup job", async () => {
  const { id, api } = await withTenant();
  const body = { phone_number: freshNumber() };
  const first = await api.post("/v1/reservations", body, key("a"));
  await api.post("/v1/reservations", { phone_number: freshNumber() }, key("b"));
  await api.delete(`/v1/reservations/${first.body.id}`);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 24 * 3_600_000 + 1_000 });
  const next = await api.post("/v1/reservations", body, key("a"));
  expect(next.status).toBe(201);
  expect(next.body.id).not.toBe(first.body.id);
  await runCleanup();
  const { results } = await env.DB.prepare("select created_at from idempotency_keys where tenant_id = ?")
    .bind(id)
    .all();
  expect(results).toHaveLength(1);
});
