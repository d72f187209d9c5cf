import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { type Json, send } from "../../support/api";
import { withTenant } from "../../support/seed";

const path = "/v1/porting-requests";

const address = { street: "500 W Madison St", city: "Chicago", state: "IL", postal_code: "60661" };
const today = new Date().toISOString().slice(0, 10);

const filledIn = {
  customer: { type: "business", name: "Acme Incorporated" },
  authorized_person: { name: "Ada Lovelace", email: "ada@example.com" },
  service_address: address,
  billing_telephone_number: "+13125550100",
  bill: { customer_name: "ACME INC", address: { ...address, street: "500 West Madison Street" }, date: today },
  account_number: "0012345678",
  phone_numbers: ["+13125550100"],
};

const rulesOf = (preflight: Json): Json => preflight.findings.map(({ rule, pointer }: Json) => [rule, pointer]);
const requirementsOf = (body: Json): Json =>
  Object.fromEntries(body.requirements.map(({ id, status }: Json) => [id, status]));

test("a draft shows from the start what it needs, and what a carrier would refuse", async () => {
  const { api } = await withTenant();
  const { body } = await api.post(path, {
    ...filledIn,
    service_address: { ...address, street: "PO Box 7" },
    account_number: null,
  });
  expect(requirementsOf(body)).toEqual({
    phone_numbers: "provided",
    customer: "provided",
    authorized_person: "provided",
    service_address: "provided",
    account_number: "missing",
    billing_telephone_number: "provided",
    bill: "missing",
  });
  expect(body.requirements_met).toBe(false);
  expect(rulesOf(body.preflight)).toEqual([
    ["requirement_missing", "/account_number"],
    ["requirement_missing", "/documents/bill"],
    ["address_differs_from_bill", "/service_address"],
    ["address_is_mail_drop", "/service_address"],
    ["portability_not_checked", "/phone_numbers"],
    ["no_agent", "/configuration"],
  ]);
  expect(body.preflight.score).toBe(0);
  expect((await api.get(`${path}/${body.id}`)).body).toEqual(body);
});

test("numbers that are added are checked with the others", async () => {
  const { api } = await withTenant();
  const { body } = await api.post(path, filledIn);
  expect(body.preflight.split).toBeNull();
  await api.post(`${path}/${body.id}/numbers`, { phone_numbers: ["+18005550100"] });
  const { preflight, requirements } = (await api.get(`${path}/${body.id}`)).body;
  expect(preflight.split).toHaveLength(2);
  expect(rulesOf(preflight)).toContainEqual(["ported_by_operator", "/phone_numbers"]);
  expect(requirements.at(-1)).toMatchObject({ id: "letter_of_authorization", status: "missing" });
});

test("a check on demand answers as the draft shows, and raises the version only if something is new", async () => {
  const { api } = await withTenant();
  const { body } = await api.post(path, filledIn);
  const before = await api.get(`${path}/${body.id}`);
  const checked = await api.post(`${path}/${body.id}/preflight`);
  expect(checked.status).toBe(200);
  expect({ ...checked.body, checked_at: body.preflight.checked_at }).toEqual(body.preflight);
  const after = await api.get(`${path}/${body.id}`);
  expect(after.headers.get("etag")).toBe(before.headers.get("etag"));
});

test("a finding's change can be sent as it is", async () => {
  const { api } = await withTenant();
  const { body } = await api.post(path, { ...filledIn, customer: { type: "business", name: "Acme West" } });
  const found = body.preflight.findings.find(({ rule }: Json) => rule === "name_differs_from_bill");
  expect(found.change).toEqual({
    kind: "set_field",
    pointer: "/customer",
    value: { type: "business", name: "ACME INC" },
  });
});

test("no answer has the account number or the PIN in it", async () => {
  const { api } = await withTenant();
  const { body } = await api.post(path, { ...filledIn, account_number: "XXXX98765", pin: "998877665544" });
  const { body: checked } = await api.post(`${path}/${body.id}/preflight`);
  expect(rulesOf(checked)).toContainEqual(["account_number_masked", "/account_number"]);
  expect(JSON.stringify([body, checked])).not.toMatch(/98765|998877/);
});

test("a check of another tenant's request is refused like one that does not exist", async () => {
  const { api } = await withTenant();
  const { body } = await api.post(path, filledIn);
  const other = await withTenant();
  expect((await other.api.post(`${path}/${body.id}/preflight`)).status).toBe(404);
});

test("an uploaded bill meets its requirement, and the next check finds it", async () => {
  const { api, key } = await withTenant();
  const { body } = await api.post(path, filledIn);
  const bytes = new TextEncoder().encode("%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n");
  const uploaded = await send(`${path}/${body.id}/documents?kind=bill&filename=bill.pdf`, {
    method: "POST",
    body: bytes,
    headers: {
      authorization: `Bearer ${key}`,
      "content-type": "application/pdf",
      "content-length": String(bytes.length),
    },
  });
  expect(uploaded.status, JSON.stringify(uploaded.body)).toBe(201);
  const read = (await api.get(`${path}/${body.id}`)).body;
  expect([requirementsOf(read).bill, read.requirements_met]).toEqual(["provided", true]);
  const { body: checked } = await api.post(`${path}/${body.id}/preflight`);
  expect(checked.findings.map(({ rule }: Json) => rule)).not.toContain("requirement_missing");
});

test("Twilio's answers of the last day count: a number that is not portable, and a mobile one that needs a PIN", async () => {
  const { api } = await withTenant();
  const [fixed, mobile, old] = ["+13125550140", "+13125550141", "+13125550142"];
  const answer = (fields: object) =>
    JSON.stringify({ isPortable: true, reason: null, isPinRequired: false, type: "local", country: "US", ...fields });
  const reason = { code: "not_supported", carrierCode: "1", text: "Out of coverage." };
  const insert =
    "insert or replace into portability_answers (e164, is_portable, answer, checked_at, claimed_until) values (?, ?, ?, ?, 0)";
  const yesterday = Date.now() - 25 * 60 * 60_000;
  await env.DB.batch([
    env.DB.prepare(insert).bind(fixed, 0, answer({ isPortable: false, reason }), Date.now()),
    env.DB.prepare(insert).bind(mobile, 1, answer({ type: "mobile", isPinRequired: true }), Date.now()),
    env.DB.prepare(insert).bind(old, 0, answer({ isPortable: false, reason }), yesterday),
  ]);
  const { body } = await api.post(path, { ...filledIn, phone_numbers: [fixed, mobile, old] });
  const found = Object.fromEntries(
    body.preflight.findings.map(({ rule, pointer, phone_numbers }: Json) => [`${rule} ${pointer}`, phone_numbers]),
  );
  expect(found["number_not_portable /phone_numbers"]).toEqual([fixed]);
  expect(found["portability_not_checked /phone_numbers"]).toEqual([old]);
  expect(found["requirement_missing /pin"]).toEqual([]);
  expect(requirementsOf(body)).toMatchObject({ pin: "missing" });
});

test("a number in another tenant's open port is named without the tenant; the request's own numbers are not", async () => {
  const [one, other] = [await withTenant(), await withTenant()];
  const { body: first } = await one.api.post(path, { ...filledIn, phone_numbers: ["+13125550150"] });
  await env.DB.prepare("update porting_numbers set is_open = 1 where porting_request_id = ?").bind(first.id).run();
  const { body: second } = await other.api.post(path, { ...filledIn, phone_numbers: ["+13125550150"] });
  const found = second.preflight.findings.find(({ rule }: Json) => rule === "number_in_open_port");
  expect(found).toMatchObject({
    severity: "error",
    phone_numbers: ["+13125550150"],
    change: { kind: "remove_numbers" },
  });
  expect(JSON.stringify(second)).not.toContain(first.id);
  const { body: again } = await one.api.post(`${path}/${first.id}/preflight`);
  expect(again.findings.map(({ rule }: Json) => rule)).not.toContain("number_in_open_port");
});
