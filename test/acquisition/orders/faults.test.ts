import { abortAllDurableObjects, evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { eventually } from "../../support/eventually";
import { runCleanup } from "../../support/jobs";
import { loseRecord, objectOf } from "../../support/objects";
import { type Fault, sandbox } from "../../support/sandbox";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";
import { repetitions } from "../../support/soak";
import { expectBalanced, finishedOrder } from "./finished-order";

afterEach(async () => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  await sandbox.clearFaults();
});

const ORDERS = repetitions(2, 6);

async function orderUnderFault(tenant: Tenant, fault: Omit<Fault, "phone_number">) {
  const phoneNumber = freshNumber();
  await sandbox.fault({ ...fault, phone_number: phoneNumber });
  return await tenant.api.post("/v1/orders", { items: [{ phone_number: phoneNumber }] });
}

const faults: readonly (readonly [string, Omit<Fault, "phone_number">, "completed" | "failed"])[] = [
  ["the answer is lost after success", { kind: "answer_lost", operation: "buy" }, "completed"],
  ["500 after success", { kind: "server_error_after", operation: "buy" }, "completed"],
  ["an empty answer after success", { kind: "empty_body", operation: "buy" }, "completed"],
  ["success long after we stopped waiting", { kind: "slow", operation: "buy", delay_ms: 3_000 }, "completed"],
  ["a time-out before anything happened", { kind: "timeout_before", operation: "buy", delay_ms: 3_000 }, "completed"],
  ["a connection that breaks at once", { kind: "timeout_before", operation: "buy", delay_ms: 0 }, "completed"],
  ["a burst of 429", { kind: "rate_limited", operation: "buy", times: 7 }, "completed"],
  ["429 with Retry-After", { kind: "rate_limited", operation: "buy", retry_after: 1 }, "completed"],
  ["500 before anything happened", { kind: "server_error", operation: "buy" }, "completed"],
  ["503 as HTML", { kind: "html_error", operation: "buy", times: 2 }, "completed"],
  ["the inventory cannot be read either", { kind: "server_error", operation: "any", times: 8 }, "completed"],
  ["it refuses for good", { kind: "not_available", operation: "buy" }, "failed"],
];

test.for(faults)("orders finish by themselves, with nothing bought twice or lost: %s", async ([, fault, outcome]) => {
  const tenant = await withTenant();
  const placed = await Promise.all(Array.from({ length: ORDERS }, () => orderUnderFault(tenant, fault)));
  for (const { status, body, headers } of placed) {
    expect([201, 202]).toContain(status);
    expect(headers.get("location")).toBe(`/v1/orders/${body.id}`);
  }
  const orders = await Promise.all(placed.map(({ body }) => finishedOrder(tenant, body.id)));
  expect(orders.map(({ status }) => status)).toEqual(Array(ORDERS).fill(outcome));
  for (const order of orders) await expectBalanced(tenant, order);
});

test("a repeat of an order that was answered with 202 shows the order as it is now", async () => {
  const tenant = await withTenant();
  const e164 = freshNumber();
  const key = { "idempotency-key": "slow-order" };
  await sandbox.fault({ kind: "timeout_before", operation: "buy", delay_ms: 0, phone_number: e164 });
  const first = await tenant.api.post("/v1/orders", { items: [{ phone_number: e164 }] }, key);
  expect(first).toMatchObject({ status: 202, body: { status: "processing", items: [{ status: "unknown" }] } });
  await finishedOrder(tenant, first.body.id);
  const again = await tenant.api.post("/v1/orders", { items: [{ phone_number: e164 }] }, key);
  expect(again).toMatchObject({ status: 201, body: { id: first.body.id, status: "completed" } });
});

test.for([
  ["evicted", (e164: string) => evictDurableObject(objectOf(e164))],
  ["killed", () => abortAllDurableObjects()],
] as const)("an object that is %s while the carrier thinks goes on from what it stored", async ([, end]) => {
  const tenant = await withTenant();
  const e164 = freshNumber();
  await sandbox.fault({ kind: "slow", operation: "buy", delay_ms: 600, phone_number: e164 });
  const ordering = tenant.api.post("/v1/orders", { items: [{ phone_number: e164 }] });
  await eventually(async () => expect((await sandbox.requests("buy", e164)).requests).toHaveLength(1));
  await end(e164);
  const { status, body } = await ordering;
  expect([201, 202]).toContain(status);
  // The alarm would come after 15 seconds; an early one is as good.
  await eventually(async () => {
    await runDurableObjectAlarm(objectOf(e164));
    expect((await tenant.api.get(`/v1/orders/${body.id}`)).body.status).toBe("completed");
  });
  await expectBalanced(tenant, await finishedOrder(tenant, body.id));
});

test("while D1 is out of reach numbers are bought and shown as open, and D1 gets them when it is back", async () => {
  const tenant = await withTenant();
  const numbers = Array.from({ length: ORDERS }, () => freshNumber());
  const batch = env.DB.batch.bind(env.DB);
  let writes = 0;
  // D1 takes the orders themselves, but not their objects' changes.
  const spy = vi.spyOn(Object.getPrototypeOf(env.DB), "batch").mockImplementation(async (...given: unknown[]) => {
    writes += 1;
    if (writes > ORDERS) throw new Error("D1_ERROR: Network connection lost.");
    const [statements] = given;
    return await batch(Array.isArray(statements) ? statements : []);
  });
  const placed = await Promise.all(
    numbers.map((phone_number) => tenant.api.post("/v1/orders", { items: [{ phone_number }] })),
  );
  expect(placed.map(({ status }) => status)).toEqual(Array(ORDERS).fill(202));
  spy.mockRestore();
  for (const { body } of placed) await expectBalanced(tenant, await finishedOrder(tenant, body.id));
});

test("an order whose Worker stopped before it reached an object is continued by the cleanup job, once", async () => {
  const tenant = await withTenant();
  const e164 = freshNumber();
  const purchase = vi.spyOn(Object.getPrototypeOf(env.NUMBERS), "getByName").mockImplementation(() => {
    throw new Error("The Worker died here.");
  });
  const { status, body } = await tenant.api.post("/v1/orders", { items: [{ phone_number: e164 }] });
  expect(status).toBe(202);
  purchase.mockRestore();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
  await Promise.all([runCleanup(), runCleanup()]);
  await runCleanup();
  await expectBalanced(tenant, await finishedOrder(tenant, body.id));
});

test("a bought number that D1 refuses to record is released to the carrier, and its item fails", async () => {
  const tenant = await withTenant();
  const e164 = freshNumber();
  await env.DB.prepare(
    `insert into phone_numbers (id, tenant_id, e164, country, type, voice, sms, mms, fax, status, acquisition_method,
       carrier_id, friendly_name, tags, metadata, created_at, updated_at)
     values (?, 'ten_platform', ?, 'US', 'local', 1, 1, 1, 0, 'active', 'reseller', 'PN0', '', '[]', '{}', 0, 0)`,
  )
    .bind(`num_${crypto.randomUUID()}`, e164)
    .run();
  const { body } = await tenant.api.post("/v1/orders", { items: [{ phone_number: e164 }] });
  const order = await finishedOrder(tenant, body.id);
  expect(order.items[0]).toMatchObject({ status: "failed", error: { code: "conflict" } });
  expect(await sandbox.purchases(e164)).toMatchObject({ new_purchases: 1 });
  expect(await sandbox.numbers()).not.toContain(e164);
});

test("a number that the carrier account has already is not sold, changed or released", async () => {
  const tenant = await withTenant();
  const e164 = freshNumber();
  await sandbox.addBehindOurBack(e164, "Head office");
  const { body } = await tenant.api.post("/v1/orders", { items: [{ phone_number: e164 }] });
  expect(body.items[0]).toMatchObject({ status: "failed", error: { code: "number_unavailable", retryable: false } });
  expect(await sandbox.purchases(e164)).toMatchObject({ new_purchases: 0, updates: 0 });
  expect(await sandbox.numbers()).toContain(e164);
});

test("an object that lost its record does not cost the owner its number", async () => {
  const [owner, other] = [await withTenant(), await withTenant()];
  const e164 = freshNumber();
  await owner.api.post("/v1/orders", { items: [{ phone_number: e164 }] });
  await loseRecord(e164);
  const { body } = await other.api.post("/v1/orders", { items: [{ phone_number: e164 }] });
  expect(body).toMatchObject({ status: "failed", items: [{ error: { code: "number_unavailable" } }] });
  expect(await sandbox.numbers()).toContain(e164);
  expect((await owner.api.get(`/v1/phone-numbers/${e164}`)).body.status).toBe("active");
});
