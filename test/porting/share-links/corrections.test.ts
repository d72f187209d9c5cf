import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { openPortingSecrets } from "#porting/requests/secrets";
import { type Answer, type Json, send as sendFrom } from "../../support/api";
import { contextOf } from "../../support/inventory";
import { type Tenant, withTenant } from "../../support/seed";
import { connect } from "../../support/sockets";
import { watchFeeds } from "../../support/woken-feeds";

afterEach(() => {
  vi.restoreAllMocks();
});

let visitors = 0;

/** A request of a new visitor, as one address opens pages a few times only. */
async function send(path: string, init: RequestInit = {}): Promise<Answer> {
  visitors += 1;
  const headers = new Headers(init.headers);
  headers.set("cf-connecting-ip", `198.51.100.${visitors}`);
  return await sendFrom(path, { ...init, headers });
}

const numbers = ["+13125550100", "+13125550121"];

const whole = {
  losing_carrier: { name: "Oldline Telephone" },
  customer: { type: "business", name: "Wolfgang Amadeus Ltd" },
  authorized_person: { name: "Constanze Weber", email: "constanze@example.com" },
  service_address: { street: "77 Hidden Lane", city: "Peoria", state: "IL", postal_code: "61602" },
  billing_telephone_number: "+13125550188",
  account_number: "0099887766",
  pin: "7531",
  phone_numbers: numbers,
};

/** Parts of its values, which no page may show. */
const traces = [
  "Oldline",
  "Wolfgang",
  "Constanze",
  "constanze@",
  "Hidden Lane",
  "Peoria",
  "61602",
  "5550188",
  "0099887766",
  "7531",
];

interface Shared {
  readonly tenant: Tenant;
  readonly request: string;
  readonly id: string;
  readonly path: string;
  readonly linkId: string;
}

async function shared(fields: object, permissions = ["view", "correct"]): Promise<Shared> {
  const tenant = await withTenant();
  const { id } = (await tenant.api.post("/v1/porting-requests", fields)).body;
  const request = `/v1/porting-requests/${id}`;
  const link = (await tenant.api.post(`${request}/share-links`, { permissions })).body;
  return { tenant, request, id, path: new URL(link.url).pathname, linkId: link.id };
}

/** Puts the request into an exception for these reasons, as the carrier does. */
const refuse = async ({ id }: Shared, ...reasons: (readonly [code: string, phoneNumber?: string | undefined])[]) =>
  await env.DB.prepare("update porting_requests set status = 'exception', exception = ? where id = ?")
    .bind(
      JSON.stringify({
        since: Date.now() - 1000,
        reasons: reasons.map(([code, phoneNumber]) => ({
          code,
          detail: "Constanze 7531",
          phone_number: phoneNumber ?? null,
        })),
      }),
      id,
    )
    .run();

const post = async (
  path: string,
  fields: Record<string, string>,
  type = "application/x-www-form-urlencoded",
): Promise<Answer> =>
  await send(`${path}/corrections`, {
    method: "POST",
    body: new URLSearchParams(fields).toString(),
    headers: { "content-type": type },
    redirect: "manual",
  });

/** The names of the inputs of the page. */
const inputsOf = async (path: string): Promise<string[]> =>
  [...(await send(path)).body.matchAll(/<(?:input|select)[^>]* name="([^"]+)"/g)].map(([, name]) => name);

const secretsOf = async ({ tenant, id }: Shared): Promise<Json> => {
  const row = await env.DB.prepare("select id, tenant_id as tenantId, secrets from porting_requests where id = ?")
    .bind(id)
    .first<Json>();
  return await openPortingSecrets(contextOf(tenant.id).vault, row);
};

const corrections = async ({ tenant, request }: Shared): Promise<Json[]> =>
  (await tenant.api.get(`${request}/timeline?kind=corrected`)).body.data;

test("the page of a draft asks for the missing fields alone, and stores what a visitor enters as the link's", async () => {
  const { customer: _, account_number: __, ...known } = whole;
  const made = await shared(known);
  const { tenant, request, path, linkId } = made;
  expect(await inputsOf(path)).toEqual(["customer.type", "customer.name", "account_number"]);
  const client = await connect(tenant);
  const woken = watchFeeds();
  const sent = await post(path, {
    "customer.type": "business",
    "customer.name": " Acme <Incorporated> ",
    account_number: "0012-34",
    // Fields that the page does not ask for.
    pin: "6666",
    "service_address.city": "Elsewhere",
    name: "Taken over",
  });
  expect([sent.status, sent.headers.get("location"), sent.headers.get("set-cookie")]).toEqual([
    303,
    `${path}?corrected`,
    null,
  ]);
  expect(woken).toContain(tenant.id);
  client.close();
  const { body } = await tenant.api.get(request);
  expect(body).toMatchObject({
    name: null,
    customer: { type: "business", name: "Acme <Incorporated>" },
    service_address: { city: "Peoria" },
    secrets: { account_number: true, pin: true },
  });
  expect(await secretsOf(made)).toEqual({ accountNumber: "0012-34", pin: "7531" });
  const [entry, ...others] = await corrections(made);
  expect(entry).toMatchObject({
    actor: { kind: "link", id: linkId },
    data: { changed: ["customer", "account_number"] },
  });
  expect([others, JSON.stringify(entry).includes("0012")]).toEqual([[], false]);
  const { data } = (await tenant.api.get(`/v1/events?subject_id=${body.id}&type=porting_request.updated`)).body;
  expect(data[0].actor).toBe(`link:${linkId}`);
  const after = await send(`${path}?corrected`);
  expect(after.body).toContain("It has arrived. The rest that is needed is below.");
  expect(after.body).not.toContain("Acme");
  expect(await inputsOf(path)).toEqual([]);
});

test("in an exception the page asks for what the carrier refuses, empty, until it is corrected", async () => {
  const made = await shared(whole);
  await refuse(made, ["location_mismatch"], ["account_number_mismatch"], ["carrier_restriction"]);
  const { path, tenant, request } = made;
  const page = (await send(path)).body;
  expect(traces.filter((trace) => page.includes(trace))).toEqual([]);
  expect([...page.matchAll(/<input[^>]* value="([^"]*)"/g)].map(([, value]) => value).join("")).toBe("");
  const address = ["street", "street_2", "city", "state", "postal_code", "country"].map(
    (part) => `service_address.${part}`,
  );
  expect(await inputsOf(path)).toEqual([...address, "account_number"]);
  expect((await post(path, { account_number: "555" })).status).toBe(303);
  expect(await inputsOf(path)).toEqual(address);
  const half = (await send(path)).body;
  expect(half).toContain("Account number does not match – corrected");
  expect(half).toContain("<h3>Locked at the present carrier</h3>");
  const moved = {
    "service_address.street": "500 W Madison St",
    "service_address.city": "Chicago",
    "service_address.state": "il",
    "service_address.postal_code": "60661",
  };
  expect((await post(path, moved)).status).toBe(303);
  expect((await tenant.api.get(request)).body.service_address).toEqual({
    street: "500 W Madison St",
    street_2: null,
    city: "Chicago",
    state: "IL",
    postal_code: "60661",
    country: "US",
  });
  expect(await secretsOf(made)).toMatchObject({ accountNumber: "555", pin: "7531" });
  expect((await corrections(made)).map(({ data }) => data.changed)).toEqual([["service_address"], ["account_number"]]);
  expect(await inputsOf(path)).toEqual([]);
  expect((await post(path, moved)).status).toBe(409);
});

test("a wrong PIN of one number is corrected at the number", async () => {
  const made = await shared({
    ...whole,
    phone_numbers: undefined,
    numbers: numbers.map((phone_number) => ({ phone_number, pin: "1111" })),
  });
  await refuse(made, ["passcode_pin_invalid", numbers[1]]);
  const { data } = (await made.tenant.api.get(`${made.request}/numbers`)).body;
  const name = `number_pin.${data[1].id}`;
  expect(await inputsOf(made.path)).toEqual([name]);
  expect((await send(made.path)).body).toContain("Transfer PIN of the number ending in 0121");
  const other = `number_pin.${data[0].id}`;
  expect((await post(made.path, { [name]: "0042", [other]: "6666" })).status).toBe(303);
  expect((await corrections(made)).map(({ data: { changed } }) => changed)).toEqual([[`pin of ${numbers[1]}`]]);
  expect(await secretsOf(made)).toMatchObject({ pin: "7531" });
  expect(await inputsOf(made.path)).toEqual([]);
});

test("wrong values are explained beside their field, kept, and not stored; a secret is not shown again", async () => {
  const { account_number: _, authorized_person: __, billing_telephone_number: ___, ...known } = whole;
  const made = await shared(known);
  const refused = await post(made.path, {
    "authorized_person.name": 'Ada "<b>" Lovelace',
    "authorized_person.email": "ada at example",
    billing_telephone_number: "555-0100",
    account_number: "12#34",
  });
  expect([refused.status, refused.headers.get("content-type")]).toEqual([422, "text/html; charset=utf-8"]);
  for (const [field, words] of [
    ["authorized_person.email", "Write an address like ada@example.com."],
    ["billing_telephone_number", "Write the whole number"],
    ["account_number", "Use letters and digits"],
  ]) {
    expect(refused.body).toContain(`<a href="#field-${field}">`);
    expect(refused.body).toContain(`<p class="error" id="field-${field}-error">${words}`);
  }
  expect(refused.body).toContain('value="Ada &quot;&lt;b&gt;&quot; Lovelace"');
  expect(refused.body).toContain('value="ada at example"');
  expect(refused.body).not.toContain("12#34");
  expect(refused.body).not.toContain('id="field-authorized_person.name-error"');
  expect((await made.tenant.api.get(made.request)).body).toMatchObject({
    authorized_person: null,
    billing_telephone_number: null,
  });
  expect(await corrections(made)).toEqual([]);
  const half = await post(made.path, { "authorized_person.name": "Ada Lovelace" });
  expect(half.body).toContain('id="field-authorized_person.email-error">Fill this in, too.');
  const address = await shared({ ...known, service_address: null });
  const town = await post(address.path, { "service_address.state": "Illinois", "service_address.postal_code": "12" });
  const marked = [...town.body.matchAll(/id="field-([^"]+)-error"/g)].map(([, name]) => name);
  expect(marked).toEqual(["street", "city", "state", "postal_code"].map((part) => `service_address.${part}`));
  expect((await post(made.path, {})).body).toContain("Nothing was entered.");
  expect((await post(made.path, { billing_telephone_number: "(312) 555-0100" })).status).toBe(303);
  expect((await made.tenant.api.get(made.request)).body.billing_telephone_number).toBe("+13125550100");
});

test.each([
  ["view", ["view"]],
  ["view and upload", ["view", "upload"]],
])("a link to %s enters nothing", async (_, permissions) => {
  const { account_number: __, ...known } = whole;
  const made = await shared(known, permissions);
  const page = await send(made.path);
  expect(page.body).toContain("The person who sent you this link enters it.");
  expect(page.body).not.toContain("/corrections");
  const refused = await post(made.path, { account_number: "666" });
  expect([refused.status, refused.body.includes("This link does not take corrections.")]).toEqual([409, true]);
  expect((await made.tenant.api.get(made.request)).body.secrets.account_number).toBe(false);
});

test("links that name no permissions do not correct", async () => {
  const { tenant, request } = await shared(whole);
  expect((await tenant.api.post(`${request}/share-links`, {})).body.permissions).toEqual(["view", "upload"]);
});

test("only the link's token lets a form in: no cookie, no other body, and nothing with a carrier or for a dead link", async () => {
  const { account_number: _, ...known } = whole;
  const made = await shared(known);
  const { path, id, tenant, request, linkId } = made;
  const page = await send(path);
  expect(page.headers.get("set-cookie")).toBeNull();
  expect(page.headers.get("content-security-policy")).toContain("form-action 'self'");
  expect(
    (
      await post(
        path.replace(/.$/, (digit) => (digit === "0" ? "1" : "0")),
        { account_number: "666" },
      )
    ).status,
  ).toBe(404);
  expect((await post(path, { account_number: "666" }, "text/plain")).status).toBe(422);
  for (const status of ["submitted", "in_process", "foc_confirmed", "completed", "canceled"]) {
    await env.DB.prepare("update porting_requests set status = ? where id = ?").bind(status, id).run();
    expect((await post(path, { account_number: "666" })).status).toBe(409);
  }
  await env.DB.prepare("update porting_requests set status = 'draft' where id = ?").bind(id).run();
  expect((await tenant.api.delete(`${request}/share-links/${linkId}`)).status).toBe(204);
  expect((await post(path, { account_number: "666" })).status).toBe(410);
  expect((await tenant.api.get(request)).body.secrets.account_number).toBe(false);
});

test("a form that is far too large is refused as a page, before it is read to its end", async () => {
  const { tenant, request, path } = await shared({});
  const answer = await post(path, { account_number: "1".repeat(300_000) });
  expect([answer.status, answer.headers.get("content-type")]).toEqual([413, "text/html; charset=utf-8"]);
  expect(answer.body).toContain("nothing was saved");
  let sent = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 1;
      controller.enqueue(new Uint8Array(65_536).fill(97));
      if (sent > 100) controller.close();
    },
  });
  const streamed = await send(`${path}/corrections`, {
    method: "POST",
    body: endless,
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
  expect(streamed.status).toBe(413);
  expect(sent).toBeLessThan(50);
  expect((await tenant.api.get(request)).body.secrets).toEqual({ account_number: false, pin: false });
});
