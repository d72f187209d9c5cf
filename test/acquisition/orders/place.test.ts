import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { sandbox } from "../../support/sandbox";
import { freshNumber, withTenant } from "../../support/seed";
import { expectBalanced } from "./finished-order";

test("an order of a few numbers buys each of them and configures it from its first moment", async () => {
  const tenant = await withTenant();
  const numbers = [freshNumber(), freshNumber(), freshNumber("212")];
  const { status, body, headers } = await tenant.api.post("/v1/orders", {
    items: numbers.map((phone_number) => ({ phone_number })),
    configuration: { friendly_name: "Front desk", tags: ["sales", "eu"], metadata: { crm: "17" } },
  });
  expect(status).toBe(201);
  expect(headers.get("location")).toBe(`/v1/orders/${body.id}`);
  expect(body).toMatchObject({
    status: "completed",
    items: numbers.map((phone_number) => ({ phone_number, error: null })),
  });
  await expectBalanced(tenant, body);
  const { body: number } = await tenant.api.get(`/v1/phone-numbers/${body.items[2].phone_number_id}`);
  expect(number).toEqual({
    id: body.items[2].phone_number_id,
    phone_number: numbers[2],
    country: "US",
    type: "local",
    capabilities: expect.objectContaining({ voice: true }),
    monthly_price: { amount: expect.stringMatching(/^\d+\.\d+$/), currency: "USD" },
    status: "active",
    acquisition_method: "reseller",
    carrier_account_id: null,
    sip_trunk_id: null,
    ownership: "proved",
    agent_id: null,
    sms_forward_to: null,
    friendly_name: "Front desk",
    tags: ["sales", "eu"],
    metadata: { crm: "17" },
    deletion_lock: false,
    port_out_lock: false,
    port_out_lock_supported: false,
    port_out_lock_detail: expect.stringContaining("Twilio has no port-out lock"),
    created_at: expect.any(String),
    updated_at: expect.any(String),
    released_at: null,
    cooling_off_until: null,
  });
  expect((await tenant.api.get(`/v1/orders/${body.id}`)).body).toEqual(body);
  expect((await tenant.api.get("/v1/orders")).body.data).toEqual([body]);
});

test("the number points to its own webhook URLs at the carrier and carries its order item's id", async () => {
  const tenant = await withTenant();
  const e164 = freshNumber();
  const { body } = await tenant.api.post("/v1/orders", { items: [{ phone_number: e164 }] });
  const found = await fetch(
    `https://api.twilio.com/2010-04-01/Accounts/${env.TWILIO_ACCOUNT_SID}/IncomingPhoneNumbers.json?PhoneNumber=${encodeURIComponent(e164)}`,
    { headers: { authorization: `Basic ${btoa(`${env.TWILIO_ACCOUNT_SID}:${env.TWILIO_AUTH_TOKEN}`)}` } },
  );
  const base = `https://pm.example.com/twilio/${tenant.id}/numbers/${body.items[0].phone_number_id}`;
  expect(await found.json()).toMatchObject({
    incoming_phone_numbers: [
      {
        friendly_name: `pm:${body.items[0].id}`,
        voice_url: `${base}/voice`,
        sms_url: `${base}/sms`,
        status_callback: `${base}/voice-status`,
      },
    ],
  });
});

test("if two tenants order one number at once, one buys it, once, and the other's item fails", async () => {
  const tenants = [await withTenant(), await withTenant()];
  const e164 = freshNumber();
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, i) => tenants[i % 2]?.api.post("/v1/orders", { items: [{ phone_number: e164 }] })),
  );
  const orders = answers.map((answer) => answer?.body);
  expect(orders.filter(({ status }) => status === "completed")).toHaveLength(1);
  const codes = orders.filter(({ status }) => status !== "completed").map(({ items }) => items[0].error.code);
  expect(codes).toHaveLength(9);
  expect(["number_held", "number_owned", "number_already_yours"]).toEqual(expect.arrayContaining([...new Set(codes)]));
  expect((await sandbox.purchases(e164)).new_purchases).toBe(1);
});

test("only its holder buys a held number, with or without naming the reservation", async () => {
  const [mine, other] = [await withTenant(), await withTenant()];
  const [named, unnamed] = [freshNumber(), freshNumber()];
  const { body: hold } = await mine.api.post("/v1/reservations", { phone_number: named });
  await mine.api.post("/v1/reservations", { phone_number: unnamed });
  const refused = await other.api.post("/v1/orders", { items: [{ phone_number: named }] });
  expect(refused).toMatchObject({
    status: 201,
    body: { status: "failed", items: [{ error: { code: "number_held" } }] },
  });
  const bought = await mine.api.post("/v1/orders", {
    items: [{ phone_number: named, reservation_id: hold.id }, { phone_number: unnamed }],
  });
  expect(bought.body.status).toBe("completed");
  expect((await mine.api.get(`/v1/reservations/${hold.id}`)).body).toMatchObject({
    status: "completed",
    phone_number_id: bought.body.items[0].phone_number_id,
  });
  expect((await mine.api.get("/v1/reservations?status=held")).body.data).toEqual([]);
});

test("an ended reservation, or another tenant's, buys nothing", async () => {
  const [mine, other] = [await withTenant(), await withTenant()];
  const [e164, theirs] = [freshNumber(), freshNumber()];
  const { body: hold } = await mine.api.post("/v1/reservations", { phone_number: e164 });
  await mine.api.delete(`/v1/reservations/${hold.id}`);
  const { body: foreign } = await other.api.post("/v1/reservations", { phone_number: theirs });
  const order = await mine.api.post("/v1/orders", {
    items: [
      { phone_number: e164, reservation_id: hold.id },
      { phone_number: theirs, reservation_id: foreign.id },
    ],
  });
  expect(order.body).toMatchObject({
    status: "failed",
    items: [{ error: { code: "reservation_ended", retryable: false } }, { error: { code: "reservation_ended" } }],
  });
  await expectBalanced(mine, order.body);
});

test("a number that Twilio sold to another customer fails with alternatives, and its reservation is lost", async () => {
  const tenant = await withTenant();
  const [gone, good] = [freshNumber(), freshNumber()];
  const { body: hold } = await tenant.api.post("/v1/reservations", { phone_number: gone });
  await sandbox.sellElsewhere(gone);
  const { status, body } = await tenant.api.post("/v1/orders", {
    items: [{ phone_number: gone }, { phone_number: good }],
  });
  expect(status).toBe(201);
  expect(body).toMatchObject({
    status: "partial",
    items: [
      { status: "failed", error: { code: "number_unavailable", carrier_code: 21422, retryable: false } },
      { status: "completed" },
    ],
  });
  expect(body.items[0].error.alternatives).toHaveLength(5);
  expect(body.items[0].error.alternatives[0]).toMatch(/^\+1415/);
  expect((await tenant.api.get(`/v1/reservations/${hold.id}`)).body.status).toBe("lost");
  await expectBalanced(tenant, body);
});

test.for([
  ["+493012345678", "address_required", 21631],
  ["+447400123456", "bundle_required", 21649],
] as const)("the carrier's need for documents is a precise failure: %s is %s", async ([e164, code, carrierCode]) => {
  const tenant = await withTenant();
  const { body } = await tenant.api.post("/v1/orders", { items: [{ phone_number: e164 }] });
  expect(body.items[0].error).toEqual({
    code,
    detail: expect.stringContaining("PUT /v1/regulatory-defaults/{country}/{type}"),
    carrier_code: carrierCode,
    retryable: false,
  });
  await expectBalanced(tenant, body);
});

test.for([
  [21421, 400, "number_rejected"],
  [20003, 401, "carrier_credentials_invalid"],
  [22300, 403, "carrier_refused"],
  [20001, 400, "carrier_refused"],
] as const)("Twilio's %i becomes a failure of ours with Twilio's code beside", async ([code, status, ours]) => {
  const tenant = await withTenant();
  const e164 = freshNumber();
  await sandbox.fault({ kind: "refuse", operation: "buy", phone_number: e164, code, status, message: "No." });
  const { body } = await tenant.api.post("/v1/orders", { items: [{ phone_number: e164 }] });
  expect(body.items[0]).toMatchObject({ status: "failed", error: { code: ours, carrier_code: code } });
});

test("the same Idempotency-Key and body give the same answer, also in parallel, and buy once", async () => {
  const tenant = await withTenant();
  const e164 = freshNumber();
  const key = { "idempotency-key": "order-1" };
  const body = { items: [{ phone_number: e164 }] };
  const answers = await Promise.all(Array.from({ length: 5 }, () => tenant.api.post("/v1/orders", body, key)));
  const first = answers.find(({ status }) => status === 201);
  for (const answer of answers) {
    if (answer.status === 409) expect(answer.body.code).toBe("request_in_progress");
    else expect(answer.body).toEqual(first?.body);
  }
  const repeated = await tenant.api.post("/v1/orders", { items: [{ phone_number: e164 }] }, key);
  expect(repeated).toMatchObject({ status: 201, body: first?.body });
  const other = await tenant.api.post("/v1/orders", { items: [{ phone_number: freshNumber() }] }, key);
  expect(other).toMatchObject({ status: 422, body: { code: "idempotency_key_reused" } });
  expect((await tenant.api.get("/v1/orders")).body.data).toHaveLength(1);
  expect((await sandbox.purchases(e164)).new_purchases).toBe(1);
});
