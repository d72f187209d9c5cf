import { expect, test } from "vitest";
import { type Json, send } from "../support/api";
import { sandbox } from "../support/sandbox";
import { freshNumber, withTenant } from "../support/seed";

const invalid = (at: string, pointer: string) => ({
  status: 422,
  body: { code: "validation_failed", errors: expect.arrayContaining([expect.objectContaining({ in: at, pointer })]) },
});

test.for([
  ["no E.164", { phone_number: "415-555-0123" }, "/phone_number"],
  ["no country code", { phone_number: "4155550123" }, "/phone_number"],
  ["too short for its plan", { phone_number: "+1999555012" }, "/phone_number"],
  ["far too long", { phone_number: `+1${"5".repeat(5000)}` }, "/phone_number"],
  ["of the wrong type", { phone_number: 14155550123 }, "/phone_number"],
  ["missing", {}, "/phone_number"],
  ["joined by an unknown field", { phone_number: "+14152350123", colour: "red" }, "/colour"],
  ["held too short", { phone_number: "+14152350123", ttl_seconds: 59 }, "/ttl_seconds"],
  ["held too long", { phone_number: "+14152350123", ttl_seconds: 7201 }, "/ttl_seconds"],
  ["held for half a second", { phone_number: "+14152350123", ttl_seconds: 60.5 }, "/ttl_seconds"],
] as const)("a number to reserve that is %s is refused with the field's pointer", async ([, body, pointer]) => {
  const { api } = await withTenant();
  expect(await api.post("/v1/reservations", body)).toMatchObject(invalid("body", pointer));
  expect((await api.get("/v1/reservations")).body.data).toEqual([]);
});

test("a missing field and a field of the wrong type have different details", async () => {
  const { api } = await withTenant();
  const details = async (body: unknown) =>
    (await api.post("/v1/reservations", body)).body.errors.map(({ detail }: Json) => detail);
  expect(await details({})).toEqual(["This field is required."]);
  expect(await details({ phone_number: "+14152350123", ttl_seconds: "60" })).toEqual([
    "Must be a number, not a string.",
  ]);
  expect(await details([])).toEqual(["Must be an object, not an array."]);
});

test.for(["a\ud800b", "a\u0000b", "a\nb"])(
  "text that would not come out as it went in is refused: %j",
  async (friendly_name) => {
    const { api } = await withTenant();
    const body = { items: [{ phone_number: "+14152350123" }], configuration: { friendly_name } };
    expect(await api.post("/v1/orders", body)).toMatchObject(invalid("body", "/configuration/friendly_name"));
  },
);

test("the smallest and the largest ttl are valid", async () => {
  const { api } = await withTenant();
  for (const ttl_seconds of [60, 7_200]) {
    expect((await api.post("/v1/reservations", { phone_number: freshNumber(), ttl_seconds })).status).toBe(201);
  }
});

test.for([
  ["country=ZZ", "/country"],
  ["", "/country"],
  ["country=US&type=satellite", "/type"],
  ["country=US&area_code=199", "/area_code"],
  ["country=US&area_code=4155", "/area_code"],
  ["country=GB&area_code=415", "/area_code"],
  ["country=US&contains=5", "/contains"],
  ["country=US&contains=!!!", "/contains"],
  ["country=US&capabilities=voice,smoke", "/capabilities/1"],
  ["country=US&distance=10", "/distance"],
  ["country=US&near_number=12", "/near_number"],
  ["country=US&near_lat_long=99,999", "/near_lat_long"],
  ["country=US&limit=0", "/limit"],
  ["country=US&limit=10000", "/limit"],
  ["country=US&limit=ten", "/limit"],
  ["country=US&colour=red", "/colour"],
] as const)("a search for %s is refused with the field's pointer", async ([query, pointer]) => {
  const { api } = await withTenant();
  expect(await api.get(`/v1/available-phone-numbers?${query}`)).toMatchObject(invalid("query", pointer));
});

test.for([
  ["calls?phone_number_id=foo", "/phone_number_id", /begins with num_, or the number itself in E\.164/],
  ["calls?phone_number_id=agt_1", "/phone_number_id", /begins with num_/],
  ["calls?phone_number_id=%2B1999", "/phone_number_id", /^"\+1999" is not E\.164/],
  ["calls?agent_id=foo", "/agent_id", /agt_/],
  ["calls?agent_id=num_1", "/agent_id", /agt_/],
  ["calls?created_after=2026-11-23T00:00:00Z&created_before=2026-11-22T00:00:00Z", "/created_after", /not be later/],
  ["calls?created_after=yesterday", "/created_after", /like 2026-11-22T10:00:00Z\.$/],
  ["messages?phone_number_id=foo", "/phone_number_id", /begins with num_/],
  ["messages?created_after=2026-11-23T00:00:00Z&created_before=2026-11-22T00:00:00Z", "/created_after", /not be later/],
  ["phone-numbers?agent_id=foo", "/agent_id", /agt_…, or none/],
  [
    "phone-numbers?created_after=2026-11-23T00:00:00Z&created_before=2026-11-22T00:00:00Z",
    "/created_after",
    /not be later/,
  ],
] as const)("a filter that could find nothing is refused: %s", async ([query, pointer, detail]) => {
  const { api } = await withTenant();
  const { status, body } = await api.get(`/v1/${query}`);
  expect(status).toBe(422);
  expect(body.errors).toEqual([{ in: "query", pointer, detail: expect.stringMatching(detail) }]);
});

test("a valid filter that matches nothing is accepted: an instant, a deleted agent, another tenant's number", async () => {
  const { api } = await withTenant();
  const instant = "2026-11-22T10:00:00Z";
  for (const query of [
    `created_after=${instant}&created_before=${instant}`,
    "agent_id=agt_01k9m8x3zt5v7w9y2a4c6e8g0j",
    "phone_number_id=%2B14152350123",
  ]) {
    expect(await api.get(`/v1/calls?${query}`)).toMatchObject({ status: 200, body: { data: [] } });
  }
});

test("a type that the country does not have is a precise problem with Twilio's code", async () => {
  const { api } = await withTenant();
  const answer = await api.get("/v1/available-phone-numbers?country=US&type=mobile");
  expect(answer).toMatchObject({ status: 422, body: { code: "number_type_unavailable", carrier_code: 20404 } });
});

test.for(["/v1/phone-numbers", "/v1/reservations", "/v1/orders", "/v1/events"])(
  "lists at %s check limit and cursor",
  async (path) => {
    const { api } = await withTenant();
    expect(await api.get(`${path}?limit=0`)).toMatchObject(invalid("query", "/limit"));
    expect(await api.get(`${path}?limit=201`)).toMatchObject(invalid("query", "/limit"));
    expect((await api.get(`${path}?limit=200`)).status).toBe(200);
    for (const cursor of ["nonsense", "W10", btoa("[1,2,3]"), btoa('["-created_at",{},"x"]'), "%00"]) {
      expect
        .soft(await api.get(`${path}?cursor=${cursor}`), cursor)
        .toMatchObject({ status: 422, body: { code: "invalid_cursor" } });
    }
  },
);

test.for([
  ["no items", { items: [] }, "/items"],
  [
    "too many items",
    { items: Array.from({ length: 1_001 }, (_, i) => ({ phone_number: `+1415235${1000 + i}` })) },
    "/items",
  ],
  [
    "the same number twice",
    { items: [{ phone_number: "+14152350123" }, { phone_number: "+14152350123" }] },
    "/items/1/phone_number",
  ],
  ["a bad number", { items: [{ phone_number: "+14152350123" }, { phone_number: "911" }] }, "/items/1/phone_number"],
  ["an unknown field inside", { items: [{ phone_number: "+14152350123", area_code: "415" }] }, "/items/0/area_code"],
  [
    "a long name",
    { items: [{ phone_number: "+14152350123" }], configuration: { friendly_name: "x".repeat(65) } },
    "/configuration/friendly_name",
  ],
  [
    "the same tag twice",
    { items: [{ phone_number: "+14152350123" }], configuration: { tags: ["a", "a"] } },
    "/configuration/tags",
  ],
] as const)("an order with %s is refused whole, and nothing is bought", async ([, body, pointer]) => {
  const { api } = await withTenant();
  expect(await api.post("/v1/orders", body)).toMatchObject(invalid("body", pointer));
  expect((await api.get("/v1/orders")).body.data).toEqual([]);
  expect((await sandbox.purchases("+14152350123")).new_purchases).toBe(0);
});

test("a body that is not JSON, of another media type, empty or too large is refused before it is validated", async () => {
  const { key } = await withTenant();
  const post = (body: string, type = "application/json") =>
    send("/v1/reservations", {
      method: "POST",
      body,
      headers: { authorization: `Bearer ${key}`, "content-type": type },
    });
  expect(await post("{")).toMatchObject({ status: 400, body: { code: "malformed_json" } });
  expect(await post("a=b", "application/x-www-form-urlencoded")).toMatchObject({
    status: 415,
    body: { code: "unsupported_media_type" },
  });
  expect((await post("")).status).toBeOneOf([400, 422]);
  expect(await post("[]")).toMatchObject({ status: 422, body: { code: "validation_failed" } });
  const padding = " ".repeat(1024 * 1024);
  expect(await post(`{"phone_number":"+1"}${padding}`)).toMatchObject({
    status: 413,
    body: { code: "body_too_large" },
  });
});

test("an unknown query field is refused, so that a caller who expects a dry run does not buy", async () => {
  const { api } = await withTenant();
  const e164 = freshNumber();
  const body = { items: [{ phone_number: e164 }] };
  expect(await api.post("/v1/orders?dry_run=true", body)).toMatchObject(invalid("query", "/dry_run"));
  expect(await api.post("/v1/reservations?dry_run=true", { phone_number: e164 })).toMatchObject(
    invalid("query", "/dry_run"),
  );
  expect((await sandbox.purchases(e164)).new_purchases).toBe(0);
});

test("an empty or too long Idempotency-Key is refused", async () => {
  const { api } = await withTenant();
  const answer = await api.post(
    "/v1/reservations",
    { phone_number: freshNumber() },
    { "idempotency-key": "x".repeat(256) },
  );
  expect(answer).toMatchObject(invalid("header", "/idempotency-key"));
});

test("no answer to bad input shows a stack, SQL or a secret", async () => {
  const { api, key } = await withTenant();
  const answers: Json[] = [
    await api.get("/v1/phone-numbers/'%20or%201=1--"),
    await api.get("/v1/phone-numbers?cursor=%27"),
    await api.post("/v1/reservations", { phone_number: "'; drop table tenants; --" }),
  ];
  for (const { status, body } of answers) {
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(JSON.stringify(body)).not.toMatch(/select |D1_|at .*\.ts|sqlite/i);
    expect(JSON.stringify(body)).not.toContain(key);
  }
});
