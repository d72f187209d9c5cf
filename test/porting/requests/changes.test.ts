import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { numbersOfRequest, requireRequest } from "#porting/requests/queries";
import { openNumberPin, openPortingSecrets } from "#porting/requests/secrets";
import { admin, type Json, send } from "../../support/api";
import { rightBefore } from "../../support/interleave";
import { contextOf } from "../../support/inventory";
import { type Tenant, withTenant } from "../../support/seed";

const path = "/v1/porting-requests";

const create = async ({ api }: Tenant, body: object = {}): Promise<Json> => (await api.post(path, body)).body;

const become = async (id: string, status: string): Promise<void> => {
  await env.DB.prepare("update porting_requests set status = ? where id = ?").bind(status, id).run();
};

/** The oldest first. */
const eventsOf = async ({ api }: Tenant, id: string): Promise<Json[]> =>
  (await api.get(`/v1/events?limit=50&subject_id=${id}`)).body.data.toReversed();

const timelineOf = async ({ api }: Tenant, id: string): Promise<Json[]> =>
  (await api.get(`${path}/${id}/timeline`)).body.data;

test("a draft changes field by field: null empties one, others stay, and an unchanged request writes nothing", async () => {
  const tenant = await withTenant();
  const { api } = tenant;
  const { id } = await create(tenant, { name: "A", customer_reference: "R", pin: "0042", account_number: "001" });
  const change = { name: null, losing_carrier: { name: "Verizon" }, scope: "partial", account_number: "002" };
  const changed = await api.patch(`${path}/${id}`, change, { "if-match": '"1"' });
  expect(changed).toMatchObject({
    status: 200,
    body: {
      name: null,
      customer_reference: "R",
      losing_carrier: { name: "Verizon" },
      scope: "partial",
      secrets: { account_number: true, pin: true },
    },
  });
  expect(changed.headers.get("etag")).toBe('"2"');
  const ctx = contextOf(tenant.id);
  expect(await openPortingSecrets(ctx.vault, await requireRequest(ctx, id))).toEqual({
    accountNumber: "002",
    pin: "0042",
  });
  const again = await api.patch(`${path}/${id}`, change);
  expect(again.headers.get("etag")).toBe('"2"');
  expect((await api.patch(`${path}/${id}`, { name: "B" }, { "if-match": '"1"' })).status).toBe(412);
  expect(await eventsOf(tenant, id)).toMatchObject([
    { type: "porting_request.created" },
    {
      type: "porting_request.updated",
      data: { name: null, changed: ["name", "losing_carrier", "scope", "account_number"] },
    },
  ]);
  expect(await timelineOf(tenant, id)).toMatchObject([{ kind: "status_changed", data: { to: "draft" } }]);
});

test("fields that only the platform or the carrier sets are refused, each with what changes it", async () => {
  const tenant = await withTenant();
  const { id } = await create(tenant);
  const sent = { status: "submitted", secrets: {}, foc: null, number_counts: {}, path: "twilio" };
  const { status, body } = await tenant.api.patch(`${path}/${id}`, sent);
  expect(status).toBe(422);
  expect(body.errors.map(({ detail }: Json) => detail.startsWith("This field is read-only. "))).toEqual(
    Array(5).fill(true),
  );
  const full = await tenant.api.patch(`${path}/${id}`, { remaining_numbers: { action: "keep" } });
  expect(full.body.errors).toMatchObject([{ pointer: "/remaining_numbers" }]);
});

test("in exception a correction is possible and stands in the timeline without the secret's value", async () => {
  const tenant = await withTenant();
  const { api } = tenant;
  const { id } = await create(tenant, { phone_numbers: ["+13125550100"] });
  const [number] = (await api.get(`${path}/${id}/numbers`)).body.data;
  await become(id, "exception");
  expect((await api.patch(`${path}/${id}`, { pin: "004217", name: "Corrected" })).status).toBe(200);
  expect((await api.patch(`${path}/${id}/numbers/${number.id}`, { pin: "009981" })).status).toBe(200);
  const ctx = contextOf(tenant.id);
  const [row] = await numbersOfRequest(ctx, id);
  expect(row && (await openNumberPin(ctx.vault, row))).toBe("009981");
  const entries = await timelineOf(tenant, id);
  expect(entries).toMatchObject([
    { kind: "corrected", detail: "The customer corrected pin of +13125550100." },
    {
      kind: "corrected",
      visibility: "customer",
      actor: { kind: "customer", id: tenant.keyId },
      detail: "The customer corrected name, pin.",
      data: { changed: ["name", "pin"] },
    },
    { kind: "status_changed" },
  ]);
  expect(JSON.stringify(entries)).not.toMatch(/004217|009981/);
});

test("with the carrier only what the platform alone uses changes, and nothing once the request is over", async () => {
  const tenant = await withTenant();
  const { api } = tenant;
  const { id } = await create(tenant, { phone_numbers: ["+13125550100"] });
  const [number] = (await api.get(`${path}/${id}/numbers`)).body.data;
  const answers = async (body: object) => {
    const { status, body: answer } = await api.patch(`${path}/${id}`, body);
    return [status, answer.code];
  };
  await become(id, "in_process");
  expect(await answers({ name: "Later", configuration: { tags: ["a"] } })).toEqual([200, undefined]);
  expect(await answers({ name: "Latest", pin: "1" })).toEqual([409, "illegal_transition"]);
  const pin = await api.patch(`${path}/${id}/numbers/${number.id}`, { pin: "1" });
  expect(pin.body.detail).toContain("in_process");
  expect((await api.patch(`${path}/${id}/numbers/${number.id}`, { configuration: { tags: ["b"] } })).status).toBe(200);
  expect((await api.delete(`${path}/${id}/numbers/${number.id}`)).body.code).toBe("illegal_transition");
  expect((await api.delete(`${path}/${id}`)).body.code).toBe("illegal_transition");
  await become(id, "completed");
  expect(await answers({ name: "Never" })).toEqual([409, "illegal_transition"]);
});

test("a number is removed, a draft deleted with all its rows; both once", async () => {
  const tenant = await withTenant();
  const { api } = tenant;
  const { id } = await create(tenant, { name: "Gone", phone_numbers: ["+13125550100", "+18005550100"] });
  const listed = (await api.get(`${path}/${id}/numbers`)).body.data;
  const free = `${path}/${id}/numbers/${listed[1].id}`;
  expect((await api.get(`${path}/${id}`)).body.path).toBe("operator");
  expect([(await api.delete(free)).status, (await api.delete(free)).status]).toEqual([204, 204]);
  expect((await api.get(`${path}/${id}`)).body).toMatchObject({ path: "twilio", number_counts: { total: 1 } });
  expect((await api.delete(`${path}/${id}`, { "if-match": '"1"' })).status).toBe(412);
  expect([(await api.delete(`${path}/${id}`)).status, (await api.delete(`${path}/${id}`)).status]).toEqual([204, 204]);
  expect((await api.get(`${path}/${id}`)).status).toBe(404);
  const other = await withTenant();
  expect((await other.api.delete(`${path}/${id}`)).status).toBe(404);
  for (const table of ["porting_numbers", "porting_entries"]) {
    const left = env.DB.prepare(`select count(*) as n from ${table} where porting_request_id = ?`).bind(id);
    expect(await left.first("n")).toBe(0);
  }
  expect((await eventsOf(tenant, id)).map(({ type }) => type)).toEqual([
    "porting_request.created",
    "porting_request.number_removed",
    "porting_request.deleted",
  ]);
});

test("a number that is added while the draft is handed in is not lost: the change is refused", async () => {
  const tenant = await withTenant();
  const { id } = await create(tenant);
  rightBefore('update "porting_requests"', () =>
    env.DB.prepare("update porting_requests set status = 'submitted', version = version + 1 where id = ?")
      .bind(id)
      .run(),
  );
  const late = await tenant.api.post(`${path}/${id}/numbers`, { phone_numbers: ["+13125550100"] });
  expect(late.status).toBe(409);
  expect((await tenant.api.get(`${path}/${id}/numbers`)).body.data).toEqual([]);
});

test("comments are for both sides, internal ones for operators alone", async () => {
  const tenant = await withTenant();
  const { id } = await create(tenant, { name: "Chicago" });
  const comments = `${path}/${id}/comments`;
  const mine = await tenant.api.post(comments, { text: " Bill follows.\nSoon. " });
  expect(mine).toMatchObject({
    status: 201,
    body: { kind: "comment", detail: "Bill follows.\nSoon.", actor: { kind: "customer", id: tenant.keyId } },
  });
  const refused = await tenant.api.post(comments, { text: "Psst.", visibility: "internal" });
  expect(refused.body.errors).toMatchObject([{ pointer: "/visibility" }]);
  expect((await admin.post(comments, { text: "Chase them.", visibility: "internal" })).status).toBe(201);
  expect((await admin.post(comments, { text: "Thank you." })).status).toBe(201);
  const seen = await timelineOf(tenant, id);
  expect(seen.map(({ detail }) => detail)).toEqual(["Thank you.", "Bill follows.\nSoon.", "The draft was created."]);
  expect(seen[0].actor).toEqual({ kind: "operator", id: null });
  const all = await admin.get(`${path}/${id}/timeline?kind=comment&limit=2`);
  expect(all.body.data.map(({ detail }: Json) => detail)).toEqual(["Thank you.", "Chase them."]);
  const internal = `${path}/${id}/timeline/${all.body.data[1].id}`;
  expect((await admin.get(internal)).body).toEqual(all.body.data[1]);
  expect((await tenant.api.get(internal)).status).toBe(404);
  expect((await (await withTenant()).api.get(`${path}/${id}/timeline/${mine.body.id}`)).status).toBe(404);
  const later = new Date(Date.parse(seen[0].at) + 1).toISOString();
  for (const [period, found] of [
    [`created_after=${seen[2].at}&created_before=${later}`, seen],
    [`created_after=${later}`, []],
    [`created_before=${seen[2].at}`, []],
  ] as const) {
    expect.soft((await tenant.api.get(`${path}/${id}/timeline?${period}`)).body.data, period).toEqual(found);
  }
  const events = (await eventsOf(tenant, id)).filter(({ type }) => type === "porting_request.comment_created");
  expect(events).toMatchObject([{ data: { entry_id: mine.body.id } }, { actor: "admin" }]);
});

test("usual mistakes are answered by the way that is meant", async () => {
  const tenant = await withTenant();
  const { id } = await create(tenant, { phone_numbers: ["+13125550100"] });
  const changed = await tenant.api.patch(`${path}/${id}`, { phone_numbers: ["+13125550101"] });
  expect(changed).toMatchObject({ status: 422, body: { errors: [{ pointer: "/phone_numbers" }] } });
  expect(changed.body.detail).toContain("POST …/numbers");
  for (const answer of [
    await tenant.api.delete(`${path}/${id}/numbers/+13125550100`),
    await tenant.api.patch(`${path}/${id}/numbers/%2B13125550100`, { pin: "4217" }),
  ]) {
    expect(answer).toMatchObject({ status: 404, body: { detail: expect.stringContaining("Name it by its `id`") } });
  }
});

test.for([
  ["multipart/form-data; boundary=x", "--data-binary @file"],
  ["application/x-www-form-urlencoded", "Set the header Content-Type"],
  ["image/heic", "as JPEG"],
] as const)("a document sent as %s is refused with the way out", async ([type, hint]) => {
  const tenant = await withTenant();
  const { id } = await create(tenant, {});
  const answer = await send(`${path}/${id}/documents?kind=bill&filename=bill.pdf`, {
    method: "POST",
    body: "%PDF-1.7",
    headers: { authorization: `Bearer ${tenant.key}`, "content-type": type, "content-length": "8" },
  });
  expect(answer).toMatchObject({ status: 415, body: { detail: expect.stringContaining(hint) } });
});
