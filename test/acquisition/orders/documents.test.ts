import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { admin, type Json } from "../../support/api";
import { eventually } from "../../support/eventually";
import { objectOf } from "../../support/objects";
import { sandbox } from "../../support/sandbox";
import { type Tenant, withTenant } from "../../support/seed";
import { expectBalanced, finishedOrder } from "./finished-order";

afterEach(async () => {
  vi.useRealTimers();
  await sandbox.clearFaults();
});

let serial = 0;
const freshGerman = (): string => `+49302${3_456_000 + ++serial}`;
const freshBritishMobile = (): string => `+447400${100_000 + ++serial}`;

interface Papers {
  readonly address_sid: string;
  readonly bundle_sid: string;
}

const germanPapers = async (): Promise<Papers> => ({
  address_sid: await sandbox.address("DE"),
  bundle_sid: await sandbox.bundle("DE", "local"),
});

const order = async ({ api }: Tenant, numbers: string[], configuration?: object): Promise<Json> =>
  (await api.post("/v1/orders", { items: numbers.map((phone_number) => ({ phone_number })), configuration })).body;

/** What the carrier was sent with each attempt to buy the number. */
async function sentWith(e164: string): Promise<(string | undefined)[][]> {
  const { requests } = await sandbox.requests("buy", e164);
  return requests.map(({ body }) => [body.AddressSid, body.BundleSid]);
}

test("an order's address and bundle are sent to the carrier, and its items show them", async () => {
  const tenant = await withTenant();
  const documents = await germanPapers();
  const [e164, other] = [freshGerman(), freshGerman()];
  const body = await order(tenant, [e164, other], documents);
  expect(body).toMatchObject({ status: "completed", items: [documents, documents] });
  expect(await sentWith(e164)).toEqual([[documents.address_sid, documents.bundle_sid]]);
  expect((await tenant.api.get(`/v1/orders/${body.id}`)).body).toEqual(body);
  await expectBalanced(tenant, body);
});

test("an order without documents buys each number with the default of its country and type, if there is one", async () => {
  const tenant = await withTenant();
  const german = await germanPapers();
  const british = await sandbox.bundle("GB", "mobile");
  await tenant.api.put("/v1/regulatory-defaults/DE/local", german);
  await tenant.api.put("/v1/regulatory-defaults/GB/mobile", { bundle_sid: british });
  const body = await order(tenant, [freshGerman(), freshBritishMobile(), "+12125550117"]);
  expect(body).toMatchObject({
    status: "completed",
    items: [german, { address_sid: null, bundle_sid: british }, { address_sid: null, bundle_sid: null }],
  });
  const own = await sandbox.address("DE");
  const mixed = await order(tenant, [freshGerman()], { address_sid: own });
  expect(mixed.items).toMatchObject([{ status: "completed", address_sid: own, bundle_sid: german.bundle_sid }]);
});

test("numbers that are picked by criteria, and large orders from the queue, are bought with them, too", async () => {
  const tenant = await withTenant();
  const documents = await germanPapers();
  await tenant.api.put("/v1/regulatory-defaults/DE/local", documents);
  const criteria = { country: "DE", locality: "Berlin", quantity: 12 };
  const placed = await tenant.api.post("/v1/orders", { criteria });
  expect(placed.status).toBe(202);
  const done = await finishedOrder(tenant, placed.body.id);
  expect(done.item_counts.completed).toBe(12);
  for (const item of done.items) expect(item).toMatchObject(documents);
  const one = await tenant.api.post("/v1/orders", { criteria: { ...criteria, quantity: 1 }, configuration: documents });
  expect(one.body).toMatchObject({ status: "completed", items: [documents] });
});

test("a default that changes after an order was placed does not affect it, even if its purchase is resumed", async () => {
  const tenant = await withTenant();
  const documents = await germanPapers();
  await tenant.api.put("/v1/regulatory-defaults/DE/local", documents);
  const e164 = freshGerman();
  await sandbox.fault({ kind: "rate_limited", operation: "buy", phone_number: e164, times: -1 });
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  const open = await order(tenant, [e164]);
  expect(open).toMatchObject({ status: "processing", items: [documents] });
  await tenant.api.put("/v1/regulatory-defaults/DE/local", await germanPapers());
  await sandbox.clearFaults();
  vi.setSystemTime(Date.now() + 60_000);
  await runDurableObjectAlarm(objectOf(e164));
  const { body } = await tenant.api.get(`/v1/orders/${open.id}`);
  expect(body).toMatchObject({ status: "completed", items: [documents] });
  const sent = await sentWith(e164);
  expect(sent.length).toBeGreaterThan(1);
  expect(new Set(sent.map(String))).toEqual(new Set([`${documents.address_sid},${documents.bundle_sid}`]));
});

test("a number is restored with the documents that it was bought with, not with the default of the day", async () => {
  const tenant = await withTenant();
  const documents = await germanPapers();
  const e164 = freshGerman();
  const bought = await order(tenant, [e164], documents);
  const path = `/v1/phone-numbers/${bought.items[0].phone_number_id}`;
  await tenant.api.post(`${path}/release`);
  await tenant.api.put("/v1/regulatory-defaults/DE/local", await germanPapers());
  expect(await tenant.api.post(`${path}/restore`)).toMatchObject({ status: 200, body: { status: "active" } });
  expect(await sentWith(e164)).toEqual(Array(2).fill([documents.address_sid, documents.bundle_sid]));
});

test("a transferred number is restored with its new owner's documents, never with the former owner's", async () => {
  const [former, owner] = [await withTenant(), await withTenant()];
  const e164 = freshGerman();
  const bought = await order(former, [e164], await germanPapers());
  const id = bought.items[0].phone_number_id;
  await admin.post(`/v1/tenants/${former.id}/phone-numbers/${id}/transfer`, { tenant_id: owner.id });
  await owner.api.post(`/v1/phone-numbers/${id}/release`);
  const without = await owner.api.post(`/v1/phone-numbers/${id}/restore`);
  expect(without).toMatchObject({ status: 422, body: { code: "address_required" } });
  const own = await germanPapers();
  await owner.api.put("/v1/regulatory-defaults/DE/local", own);
  expect((await owner.api.post(`/v1/phone-numbers/${id}/restore`)).body.status).toBe("active");
  expect((await sentWith(e164)).at(-1)).toEqual([own.address_sid, own.bundle_sid]);
});

test("the problem of a restore without valid documents names the missing document", async () => {
  const tenant = await withTenant();
  const bundle_sid = await sandbox.bundle("GB", "mobile");
  const bought = await order(tenant, [freshBritishMobile()], { bundle_sid });
  const path = `/v1/phone-numbers/${bought.items[0].phone_number_id}`;
  await tenant.api.post(`${path}/release`);
  await sandbox.review(bundle_sid, "twilio-rejected");
  expect(await tenant.api.post(`${path}/restore`)).toMatchObject({
    status: 422,
    body: { code: "bundle_rejected", carrier_code: 21649, detail: expect.stringContaining("must be approved") },
  });
});

const refusedFor = async (configuration: object, e164 = freshGerman()) => {
  const tenant = await withTenant();
  const body = await order(tenant, [e164], configuration);
  await expectBalanced(tenant, body);
  return body.items[0].error;
};

test("each refusal of the carrier has its own code and advice, for missing and for unfit documents", async () => {
  const address_sid = await sandbox.address("DE");
  const bundle_sid = await sandbox.bundle("DE", "local");
  const advice = (text: string) => expect.stringContaining(text);
  expect(await refusedFor({ bundle_sid })).toMatchObject({
    code: "address_required",
    carrier_code: 21631,
    detail: advice("only with an address"),
  });
  expect(await refusedFor({ address_sid })).toMatchObject({
    code: "bundle_required",
    carrier_code: 21649,
    detail: advice("only with an approved regulatory bundle"),
  });
  expect(await refusedFor({ bundle_sid, address_sid: await sandbox.address("FR") })).toMatchObject({
    code: "local_address_required",
    carrier_code: 21615,
    detail: advice("own country or area"),
  });
  for (const unfit of [await sandbox.bundle("DE", "local", "in-review"), await sandbox.bundle("DE", "mobile")]) {
    expect(await refusedFor({ address_sid, bundle_sid: unfit })).toMatchObject({
      code: "bundle_rejected",
      carrier_code: 21649,
      detail: advice("must be approved"),
    });
  }
  const abroad = { address_sid: await sandbox.address("NL") };
  expect(await refusedFor(abroad, "+318002345671")).toMatchObject({ code: "address_rejected", carrier_code: 21631 });
  const e164 = freshGerman();
  await sandbox.fault({ kind: "refuse", operation: "buy", phone_number: e164, code: 21650, status: 400 });
  expect(await refusedFor({ address_sid, bundle_sid }, e164)).toMatchObject({
    code: "identity_document_required",
    carrier_code: 21650,
    detail: advice("verified identity document"),
  });
});

test("a quote names the obstacles and the documents of each number", async () => {
  const tenant = await withTenant();
  const [offered] = (await tenant.api.get("/v1/available-phone-numbers?country=DE&limit=1")).body.data;
  const quote = async (configuration?: object) => {
    const items = [{ phone_number: offered.phone_number }];
    const { status, body } = await tenant.api.post("/v1/orders/quote", { items, configuration });
    expect(status).toBe(200);
    const [{ obstacles, requirements, ...item }] = body.items;
    expect(requirements).toEqual({ address: "local", bundle: true });
    return { ...item, codes: obstacles.map(({ code }: Json) => code) };
  };
  const documents = await germanPapers();
  expect(await quote()).toMatchObject({ codes: ["address_required", "bundle_required"], address_sid: null });
  expect(await quote({ address_sid: documents.address_sid })).toMatchObject({ codes: ["bundle_required"] });
  expect(await quote(documents)).toMatchObject({ codes: [], ...documents });
  const pending = await sandbox.bundle("DE", "local", "pending-review");
  const french = await sandbox.address("FR");
  expect(await quote({ address_sid: french, bundle_sid: pending })).toMatchObject({
    codes: ["local_address_required", "bundle_rejected"],
  });
  await tenant.api.put("/v1/regulatory-defaults/DE/local", documents);
  expect(await quote()).toMatchObject({ codes: [], ...documents });
  await sandbox.review(documents.bundle_sid, "twilio-rejected");
  expect(await quote()).toMatchObject({ codes: ["bundle_rejected"] });
  expect((await tenant.api.get("/v1/orders")).body.data).toEqual([]);
});

test("a quote by criteria shows the needs of each number that would be picked, however many there are", async () => {
  const { api } = await withTenant();
  const criteria = { country: "IE", quantity: 15 };
  const { body } = await api.post("/v1/orders/quote", { criteria });
  expect(body).toMatchObject({ would_succeed: false, carrier_checked: true });
  expect(body.items).toHaveLength(15);
  for (const { requirements, obstacles } of body.items) {
    expect(requirements).toEqual({ address: "local", bundle: false });
    expect(obstacles.map(({ code }: Json) => code)).toEqual(["address_required"]);
  }
  const configuration = { address_sid: await sandbox.address("IE") };
  const good = await api.post("/v1/orders/quote", { criteria, configuration });
  expect(good.body.would_succeed).toBe(true);
});

const nobodys = { address_sid: `AD${"0".repeat(32)}`, bundle_sid: `BU${"0".repeat(32)}` };

test("documents that do not exist and documents of another tenant are refused alike, in all orders and quotes", async () => {
  const [mine, other] = [await withTenant(), await withTenant()];
  const used = await germanPapers();
  expect(await order(mine, [freshGerman()], used)).toMatchObject({ status: "completed" });
  const e164 = freshGerman();
  const orders = [{ items: [{ phone_number: e164 }] }, { criteria: { country: "DE", quantity: 1 } }];
  for (const what of orders) {
    for (const path of ["/v1/orders", "/v1/orders/quote"]) {
      for (const field of ["address_sid", "bundle_sid"] as const) {
        const refusal = async (sid: string) => {
          const { status, body } = await other.api.post(path, { ...what, configuration: { [field]: sid } });
          return {
            status,
            ...body,
            request_id: "",
            detail: body.detail.replace(sid, "SID"),
            errors: body.errors.length,
          };
        };
        const foreign = await refusal(used[field]);
        expect(foreign).toMatchObject({ status: 422, code: "validation_failed" });
        expect(await refusal(nobodys[field])).toEqual(foreign);
      }
    }
  }
  expect((await other.api.get("/v1/orders")).body.data).toEqual([]);
  expect((await other.api.get("/v1/reservations")).body.data).toEqual([]);
  expect((await sandbox.purchases(e164)).new_purchases).toBe(0);
  expect(await order(mine, [freshGerman()], used)).toMatchObject({ status: "completed" });
});

test("documents of a failed purchase stay unclaimed", async () => {
  const [mine, other] = [await withTenant(), await withTenant()];
  const documents = await germanPapers();
  const gone = freshGerman();
  await sandbox.sellElsewhere(gone);
  expect(await order(mine, [gone], documents)).toMatchObject({ status: "failed" });
  expect(await order(other, [freshGerman()], documents)).toMatchObject({ status: "completed" });
  const late = await mine.api.post("/v1/orders", {
    items: [{ phone_number: freshGerman() }],
    configuration: documents,
  });
  expect(late).toMatchObject({ status: 422, body: { errors: [{ pointer: "/configuration/address_sid" }] } });
});

test("if several tenants order with the same unclaimed documents at once, one of them buys", async () => {
  for (const keyed of [false, true]) {
    const tenants = [await withTenant(), await withTenant(), await withTenant(), await withTenant()];
    const documents = await germanPapers();
    const numbers = tenants.map(freshGerman);
    const placed = await Promise.all(
      tenants.map(({ id, api }, at) =>
        api.post(
          "/v1/orders",
          {
            items: [{ phone_number: numbers[at] }],
            configuration: at % 2 ? documents : { bundle_sid: documents.bundle_sid },
          },
          keyed ? { "idempotency-key": `documents ${id}` } : {},
        ),
      ),
    );
    expect(placed.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { status, body } of placed) if (status !== 201) expect([409, 422]).toContain(body.status);
    const bought = await Promise.all(numbers.map(async (e164) => (await sentWith(e164)).length));
    expect(bought.map((times) => times > 0)).toEqual(placed.map(({ status }) => status === 201));
    for (const [at, { status }] of placed.entries()) {
      if (status === 201) continue;
      expect((await tenants[at]?.api.get("/v1/orders"))?.body.data).toEqual([]);
      expect((await tenants[at]?.api.get("/v1/events?type=order.created"))?.body.data).toEqual([]);
    }
  }
});

test("no other tenant can order with the documents of an open purchase, or set them as default", async () => {
  const [mine, other] = [await withTenant(), await withTenant()];
  const documents = await germanPapers();
  const e164 = freshGerman();
  await sandbox.fault({ kind: "rate_limited", operation: "buy", phone_number: e164, times: -1 });
  expect(await order(mine, [e164], documents)).toMatchObject({ status: "processing" });
  const refused = await other.api.post("/v1/orders", {
    items: [{ phone_number: freshGerman() }],
    configuration: documents,
  });
  expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer: "/configuration/address_sid" }] } });
  expect((await other.api.put("/v1/regulatory-defaults/DE/local", documents)).status).toBe(422);
  expect(await order(mine, [freshGerman()], documents)).toMatchObject({ status: "completed" });
});

test("a bought number that had to be released claims no documents for its buyer", async () => {
  const [mine, other] = [await withTenant(), await withTenant()];
  const documents = await germanPapers();
  const e164 = freshGerman();
  await sandbox.fault({ kind: "rate_limited", operation: "buy", phone_number: e164, times: -1 });
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  const open = await order(mine, [e164], documents);
  await env.DB.prepare("update order_items set status = 'canceled' where order_id = ?").bind(open.id).run();
  await sandbox.clearFaults();
  vi.setSystemTime(Date.now() + 60_000);
  await runDurableObjectAlarm(objectOf(e164));
  expect((await sandbox.purchases(e164)).new_purchases).toBe(1);
  await eventually(async () => expect(await sandbox.numbers()).not.toContain(e164));
  expect(await order(other, [freshGerman()], documents)).toMatchObject({ status: "completed" });
});

test.for([
  [{ address_sid: "AD1" }, "/configuration/address_sid"],
  [{ bundle_sid: nobodys.address_sid }, "/configuration/bundle_sid"],
  [{ identity_sid: "RI1" }, "/configuration/identity_sid"],
] as const)("an order with %j is refused with the field's pointer", async ([configuration, pointer]) => {
  const { api } = await withTenant();
  const { status, body } = await api.post("/v1/orders", { items: [{ phone_number: freshGerman() }], configuration });
  expect(status).toBe(422);
  expect(body.errors).toMatchObject([{ pointer }]);
});

test("the same Idempotency-Key answers with the same documents, and claims them once", async () => {
  const tenant = await withTenant();
  await tenant.api.put("/v1/regulatory-defaults/DE/local", await germanPapers());
  const wanted = { items: [{ phone_number: freshGerman() }] };
  const key = { "idempotency-key": "german-1" };
  const first = await tenant.api.post("/v1/orders", wanted, key);
  expect(first.body.status).toBe("completed");
  await tenant.api.delete("/v1/regulatory-defaults/DE/local");
  expect((await tenant.api.post("/v1/orders", wanted, key)).body).toEqual(first.body);
});
