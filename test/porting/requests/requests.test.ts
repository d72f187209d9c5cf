import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { requireRequest } from "#porting/requests/queries";
import { openPortingSecrets } from "#porting/requests/secrets";
import { admin, type Json } from "../../support/api";
import { contextOf } from "../../support/inventory";
import { type Tenant, withTenant } from "../../support/seed";

const path = "/v1/porting-requests";

const address = { street: "500 W Madison St", city: "Chicago", state: "IL", postal_code: "60661" };

/** A draft with everything that a port needs. */
const filledIn = {
  name: "Chicago office",
  customer_reference: "CRM-4711",
  losing_carrier: { name: "Verizon" },
  customer: { type: "business", name: "Acme Incorporated" },
  authorized_person: { name: "Ada Lovelace", email: "ada@example.com" },
  service_address: address,
  billing_telephone_number: "+13125550100",
  account_number: "0012345678",
  pin: "0042",
  phone_numbers: ["+13125550100"],
};

const pointersOf = (answer: Json): Json => answer.body.errors.map(({ pointer }: Json) => pointer);

const create = async ({ api }: Tenant, body: object = {}): Promise<Json> => {
  const answer = await api.post(path, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body;
};

test("a draft with almost nothing is allowed, and everything that is given comes back, but for the secrets", async () => {
  const tenant = await withTenant();
  const empty = await create(tenant);
  expect(empty).toMatchObject({
    status: "draft",
    path: "twilio",
    scope: "full",
    customer: null,
    secrets: { account_number: false, pin: false },
    number_counts: { total: 0, pending: 0 },
    number_types: [],
  });
  expect(empty.allowed_transitions.map(({ name }: Json) => name)).toEqual(["submit", "discard"]);
  const full = await create(tenant, filledIn);
  const { account_number, pin, phone_numbers, ...shown } = filledIn;
  expect(full).toMatchObject({
    ...shown,
    service_address: { ...address, street_2: null, country: "US" },
    secrets: { account_number: true, pin: true },
    number_counts: { total: 1, pending: 1, ported: 0 },
    number_types: [{ country: "US", type: "local", count: 1 }],
  });
  const read = await tenant.api.get(`${path}/${full.id}`);
  expect(read.body).toEqual(full);
  expect(read.headers.get("etag")).toBe('"1"');
  const { data } = (await tenant.api.get(`/v1/events?subject_id=${full.id}`)).body;
  expect(data).toMatchObject([{ type: "porting_request.created", data: { name: "Chicago office", number_count: 1 } }]);
});

test("leading zeros of account number and PIN are kept, and both are stored sealed", async () => {
  const tenant = await withTenant();
  const { id } = await create(tenant, filledIn);
  const ctx = contextOf(tenant.id);
  const row = await requireRequest(ctx, id);
  expect(row.secrets).not.toContain("0012345678");
  expect(await openPortingSecrets(ctx.vault, row)).toEqual({ accountNumber: "0012345678", pin: "0042" });
});

test("every wrong field is named with a hint", async () => {
  const { api } = await withTenant();
  const answer = await api.post(path, {
    account_number: 12_345_678,
    pin: 42,
    authorized_person: { name: "Ada", email: "ada at example" },
    service_address: { ...address, state: "Illinois", postal_code: "6066" },
    billing_address: { ...address, postal_code: 60_661 },
    billing_telephone_number: "312 555 0100",
    bill: { date: "15.11.2026" },
    desired: { date: "2026-12-15", window_start: "12:00", window_end: "10:00", time_zone: "Chicago" },
    scope: "some",
    status: "submitted",
  });
  expect(answer.status).toBe(422);
  const details = Object.fromEntries(answer.body.errors.map(({ pointer, detail }: Json) => [pointer, detail]));
  expect(details).toMatchObject({
    "/account_number": expect.stringContaining("Must be a string in quotes. An account number may begin with zeros"),
    "/pin": expect.stringContaining("Must be a string in quotes. A PIN may begin with zeros"),
    "/authorized_person/email": expect.stringContaining("ada@example.com"),
    "/service_address/state": expect.stringContaining("two capital letters"),
    "/service_address/postal_code": expect.stringContaining("ZIP code"),
    "/billing_address/postal_code": expect.stringContaining("Must be a string in quotes. The postal code"),
    "/billing_telephone_number": expect.stringContaining("is not E.164"),
    "/bill/date": expect.stringContaining("2026-11-22"),
    "/desired/time_zone": expect.stringContaining("IANA"),
    "/scope": expect.stringContaining("full or partial"),
    "/status": expect.stringContaining("not known"),
  });
});

test("wrong numbers are named each, and nothing is written", async () => {
  const tenant = await withTenant();
  const wrong = ["+13125550100", "+1312555010", "+13125550100", "+19005550100"];
  const answer = await tenant.api.post(path, { phone_numbers: wrong, numbers: [{ phone_number: "x", pin: 1 }] });
  expect(answer).toMatchObject({ status: 422, body: { code: "validation_failed" } });
  expect(pointersOf(answer)).toEqual(["/numbers/0/pin"]);
  const second = await tenant.api.post(path, { phone_numbers: wrong, numbers: [{ phone_number: "x", pin: "1" }] });
  expect(pointersOf(second)).toEqual([
    "/phone_numbers/1",
    "/phone_numbers/2",
    "/phone_numbers/3",
    "/numbers/0/phone_number",
  ]);
  expect((await tenant.api.get(path)).body.data).toEqual([]);
});

test("the path is Twilio's for local and mobile numbers of the US, and the operators' for all else", async () => {
  const tenant = await withTenant();
  const pathOf = async (...phone_numbers: string[]) => (await create(tenant, { phone_numbers })).path;
  expect(await pathOf("+13125550100")).toBe("twilio");
  expect(await pathOf("+13125550100", "+18005550100")).toBe("operator");
  expect(await pathOf("+16045550100")).toBe("operator");
  expect(await pathOf("+442071838750")).toBe("operator");
});

test("a request about an agent that the tenant does not have is refused", async () => {
  const { api } = await withTenant();
  const configuration = { agent_id: "agt_none" };
  expect((await api.post(path, { configuration })).body.code).toBe("agent_not_found");
  const numbers = [{ phone_number: "+13125550100", configuration }];
  expect((await api.post(path, { numbers })).body.code).toBe("agent_not_found");
});

test("numbers are added to a draft as ranges, and listed by their digits with settings of their own", async () => {
  const tenant = await withTenant();
  const { api } = tenant;
  const { id } = await create(tenant, { phone_numbers: ["+13125550105"] });
  const more = {
    phone_numbers: ["+13125550100-+13125550102"],
    numbers: [{ phone_number: "+18005550100", pin: "0042", configuration: { tags: ["free"] } }],
  };
  const added = await api.post(`${path}/${id}/numbers`, more);
  expect(added).toMatchObject({ status: 201, body: { added: 4, number_counts: { total: 5, pending: 5 } } });
  const first = await api.get(`${path}/${id}/numbers?limit=3`);
  const rest = await api.get(`${path}/${id}/numbers?limit=3&cursor=${first.body.next_cursor}`);
  const listed = [...first.body.data, ...rest.body.data];
  expect(listed.map(({ phone_number }) => phone_number)).toEqual([
    "+13125550100",
    "+13125550101",
    "+13125550102",
    "+13125550105",
    "+18005550100",
  ]);
  expect(listed.at(-1)).toMatchObject({
    status: "pending",
    country: "US",
    type: "toll_free",
    secrets: { pin: true },
    configuration: { agent_id: null, routing: null, tags: ["free"] },
    phone_number_id: null,
  });
  const request = await api.get(`${path}/${id}`);
  expect(request.body).toMatchObject({ path: "operator", number_counts: { total: 5 } });
  expect(request.headers.get("etag")).toBe('"2"');
  const again = await api.post(`${path}/${id}/numbers`, { phone_numbers: ["+13125550101"] });
  expect(pointersOf(again)).toEqual(["/phone_numbers/0"]);
  await env.DB.prepare("update porting_requests set status = 'submitted' where id = ?").bind(id).run();
  const late = await api.post(`${path}/${id}/numbers`, { phone_numbers: ["+13125550199"] });
  expect(late).toMatchObject({ status: 409, body: { code: "illegal_transition" } });
});

test("the list filters by status, path and text, and counts all requests by status", async () => {
  const tenant = await withTenant();
  const [chicago, boston, free] = [
    await create(tenant, filledIn),
    await create(tenant, { name: "Boston 100%", losing_carrier: { name: "Comcast" }, phone_numbers: ["+16175550100"] }),
    await create(tenant, { customer_reference: "FREE_1", phone_numbers: ["+18005550100"] }),
  ];
  await env.DB.prepare("update porting_requests set status = 'in_process' where id = ?").bind(boston.id).run();
  const found = async (query: string): Promise<Json[]> => {
    const { status, body } = await tenant.api.get(`${path}?${query}`);
    expect(status, JSON.stringify(body)).toBe(200);
    return body.data.map(({ id }: Json) => id);
  };
  expect(await found("")).toEqual([free.id, boston.id, chicago.id]);
  expect(await found("status=in_process")).toEqual([boston.id]);
  expect(await found("status=in_process,draft&status=submitted")).toEqual([free.id, boston.id, chicago.id]);
  expect(await found("path=operator")).toEqual([free.id]);
  expect(await found("search=CHICAGO")).toEqual([chicago.id]);
  expect(await found("search=comcast")).toEqual([boston.id]);
  expect(await found("search=acme")).toEqual([chicago.id]);
  expect(await found("search=0%25")).toEqual([boston.id]);
  expect(await found("search=free_")).toEqual([free.id]);
  expect(await found("search=555%200100&path=twilio")).toEqual([boston.id, chicago.id]);
  expect(await found("search=nothing")).toEqual([]);
  expect(await found(`created_before=${chicago.created_at}`)).toEqual([]);
  const { body } = await tenant.api.get(`${path}?limit=1&search=100`);
  expect(body.meta.counts).toMatchObject({ draft: 2, in_process: 1, completed: 0 });
  expect(body.data[0].number_counts.total).toBe(1);
  const wrong = await tenant.api.get(`${path}?status=open`);
  expect(wrong.status).toBe(422);
});

test("an operator reads the requests of all tenants, a tenant only its own", async () => {
  const [mine, other] = [await withTenant(), await withTenant()];
  const { id } = await create(mine, filledIn);
  expect((await other.api.get(`${path}/${id}`)).status).toBe(404);
  expect((await other.api.get(`${path}/${id}/numbers`)).status).toBe(404);
  const seen = await admin.get(`${path}/${id}`);
  expect(seen.body).toMatchObject({ id, number_counts: { total: 1 } });
  expect((await admin.get(`${path}/${id}/numbers`)).body.data).toHaveLength(1);
});

test("the allowed dates are business days that the wish may name", async () => {
  const tenant = await withTenant();
  const { id } = await create(tenant, filledIn);
  const { body } = await tenant.api.get(`${path}/${id}/allowed-dates`);
  expect(body.dates.length).toBeGreaterThan(10);
  const days = body.dates.map(({ date }: Json) => new Date(date).getUTCDay());
  expect(days.filter((day: number) => day === 0 || day === 6)).toEqual([]);
  const soonest = Date.parse(body.dates[0].date) - Date.now();
  expect(soonest).toBeGreaterThan(6 * 86_400_000);
});
