import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { cleanup } from "#operations/cleanup/cleanup";
import { linkIdOf, tokenOf } from "#porting/share-links/token";
import { admin, type Json, send } from "../../support/api";
import { browserForm } from "../../support/browser-form";
import { contextOf } from "../../support/inventory";
import { type Tenant, withTenant } from "../../support/seed";
import { connect } from "../../support/sockets";
import { watchFeeds } from "../../support/woken-feeds";

afterEach(() => {
  vi.restoreAllMocks();
});

const DAY_MS = 24 * 60 * 60_000;

const personal = {
  name: "Secret project",
  customer_reference: "REF-8812",
  losing_carrier: { name: "Oldline Telephone" },
  customer: { type: "business", name: "Wolfgang Amadeus Ltd" },
  authorized_person: { name: "Constanze Weber", email: "constanze@example.com", phone: "+13125550177" },
  service_address: { street: "77 Hidden Lane", city: "Peoria", state: "IL", postal_code: "61602" },
  billing_address: { street: "88 Paper Street", city: "Joliet", state: "IL", postal_code: "60431" },
  billing_telephone_number: "+13125550188",
  account_number: "0099887766",
  pin: "7531",
  phone_numbers: ["+13125550100", "+13125550121"],
};

/** Everything of the request that a stranger must not read. */
const traces = [
  "Secret project",
  "REF-8812",
  "Oldline",
  "Wolfgang",
  "Constanze",
  "constanze@",
  "5550177",
  "Hidden Lane",
  "Peoria",
  "61602",
  "Paper Street",
  "Joliet",
  "60431",
  "5550188",
  "0099887766",
  "7531",
  "+1312",
  "312555",
  "ten_",
  "prt_",
  "shl_",
  "key_",
];

async function draft({ api }: Tenant, fields: object = personal): Promise<string> {
  return `/v1/porting-requests/${(await api.post("/v1/porting-requests", fields)).body.id}`;
}

const link = async ({ api }: Tenant, request: string, fields: object = {}): Promise<Json> => {
  const answer = await api.post(`${request}/share-links`, fields);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return { ...answer.body, path: new URL(answer.body.url).pathname };
};

const form = (contents: string, type = "application/pdf", kind = "bill") =>
  browserForm([
    ["kind", kind],
    ["file", { contents, filename: "my bill.pdf", type }],
  ]);

async function post(path: string, { boundary, bytes }: ReturnType<typeof form>) {
  const headers = {
    "content-type": `multipart/form-data; boundary=${boundary}`,
    "content-length": String(bytes.length),
  };
  return await send(`${path}/documents`, { method: "POST", body: bytes, headers, redirect: "manual" });
}

const pdf = "%PDF-1.4\ntrailer << >>\n%%EOF\n";

test("the page says where the port stands and what is missing, in plain words and without personal data", async () => {
  const tenant = await withTenant();
  const request = await draft(tenant);
  const { path } = await link(tenant, request, { label: "Constanze" });
  const id = request.split("/").at(-1);
  for (const [status, words] of [
    ["draft", "Being prepared"],
    ["in_process", "With your present carrier"],
    ["exception", "A correction is needed"],
    ["completed", "Done"],
    ["canceled", "Canceled"],
  ] as const) {
    await env.DB.prepare("update porting_requests set status = ?, exception = ? where id = ?")
      .bind(
        status,
        JSON.stringify({
          since: 0,
          reasons: [
            { code: "entity_name_mismatch", detail: "Carrier has Constanze Weber", phone_number: "+13125550100" },
          ],
        }),
        id,
      )
      .run();
    const page = await send(path);
    expect(page.status).toBe(200);
    expect(page.body).toContain(`<h1>${words}</h1>`);
    expect(traces.filter((trace) => page.body.includes(trace))).toEqual([]);
  }
  await env.DB.prepare("update porting_requests set status = 'draft', exception = null where id = ?").bind(id).run();
  const { body, headers } = await send(path);
  expect(body).toContain("<td>0100</td>");
  expect(body).toContain("<h3>Latest bill</h3>");
  expect(body).toContain('<input type="file"');
  expect(Object.fromEntries(headers)).toMatchObject({
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow",
    "x-frame-options": "DENY",
    "content-security-policy": expect.stringMatching(
      /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/,
    ),
  });
  expect(headers.get("set-cookie")).toBeNull();
});

test("a page takes the missing document, names its link in the timeline, and asks for it no more", async () => {
  const tenant = await withTenant();
  const request = await draft(tenant);
  const { path, id } = await link(tenant, request);
  const client = await connect(tenant);
  const woken = watchFeeds();
  const sent = await post(path, form(pdf));
  expect([sent.status, sent.headers.get("location")]).toEqual([303, `${path}?sent`]);
  expect(woken).toContain(tenant.id);
  client.close();
  const [document] = (await tenant.api.get(`${request}/documents`)).body.data;
  expect(document).toMatchObject({ kind: "bill", origin: "link", filename: "my bill.pdf", bytes: pdf.length });
  const after = await send(`${path}?sent`);
  expect(after.body).toContain("The document has arrived");
  expect(after.body).not.toContain("<h3>Latest bill</h3>");
  const { data } = (await tenant.api.get(`/v1/events?subject_id=${request.split("/").at(-1)}`)).body;
  expect(data.find(({ type }: Json) => type === "porting_request.document_added").actor).toBe(`link:${id}`);
  const entry = await env.DB.prepare(
    "select actor_kind, actor_id from porting_entries where kind = 'document_added' and tenant_id = ?",
  )
    .bind(tenant.id)
    .first();
  expect(entry).toEqual({ actor_kind: "link", actor_id: id });
});

test.each([
  ["a file that is not what it says", form("<script>alert(1)</script>"), 422, "The file is not what its name says"],
  ["an encrypted file", form("%PDF-1.4\ntrailer << /Encrypt 5 0 R >>\n%%EOF"), 422, "The PDF has a password"],
  ["no file", form(""), 422, "No file was chosen"],
  ["a file of another type", form(pdf, "text/html"), 415, "This kind of file cannot be used"],
  ["a kind that there is not", form(pdf, "application/pdf", "passport"), 422, "The form did not arrive"],
])("%s is refused on the page itself, and nothing is stored", async (_, fields, status, words) => {
  const tenant = await withTenant();
  const request = await draft(tenant);
  const { path } = await link(tenant, request);
  const refused = await post(path, fields);
  expect([refused.status, refused.headers.get("content-type")]).toEqual([status, "text/html; charset=utf-8"]);
  expect(refused.body).toContain('role="alert"');
  expect(refused.body).toContain(words);
  expect(refused.body).not.toContain("<script");
  expect((await tenant.api.get(`${request}/documents`)).body.data).toEqual([]);
});

test("more than 10 MB are refused before they are read", async () => {
  const tenant = await withTenant();
  const { path } = await link(tenant, await draft(tenant));
  const headers = { "content-type": "multipart/form-data; boundary=x", "content-length": String(11 * 1024 * 1024) };
  const refused = await send(`${path}/documents`, { method: "POST", body: "--x", headers });
  expect(refused.status).toBe(413);
  expect(refused.body).toContain("larger than 10 MB");
});

test("a link that only shows takes nothing", async () => {
  const tenant = await withTenant();
  const request = await draft(tenant);
  const { path, permissions } = await link(tenant, request, { permissions: ["view"] });
  expect(permissions).toEqual(["view"]);
  expect((await send(path)).body).not.toContain("<form");
  expect((await post(path, form(pdf))).status).toBe(409);
  expect((await tenant.api.get(`${request}/documents`)).body.data).toEqual([]);
});

test("an expired, a revoked, a changed and a made-up link show the same page and nothing else", async () => {
  const tenant = await withTenant();
  const request = await draft(tenant);
  const [expired, revoked, alive] = [
    await link(tenant, request),
    await link(tenant, request),
    await link(tenant, request),
  ];
  await env.DB.prepare("update porting_share_links set expires_at = 1 where id = ?").bind(expired.id).run();
  expect((await tenant.api.delete(`${request}/share-links/${revoked.id}`)).status).toBe(204);
  expect((await tenant.api.delete(`${request}/share-links/${revoked.id}`)).status).toBe(204);
  const others = [
    alive.path.slice(0, -1),
    `${alive.path}0`,
    alive.path.replace("-", ""),
    "/ports/x",
    `/ports/${alive.id}`,
  ];
  const flipped = alive.path.replace(/.$/, (digit: string) => (digit === "0" ? "1" : "0"));
  const pages = await Promise.all([expired.path, revoked.path, flipped, ...others].map((path) => send(path)));
  expect(pages.map(({ status }) => status)).toEqual([410, 410, 404, 404, 404, 404, 404, 404]);
  expect(new Set(pages.map(({ body }) => body)).size).toBe(1);
  expect((await post(expired.path, form(pdf))).status).toBe(410);
  expect((await send(alive.path)).status).toBe(200);
  const { data } = (await tenant.api.get(`${request}/share-links`)).body;
  expect(data.map(({ status }: Json) => status).sort()).toEqual(["active", "expired", "revoked"]);
  expect(JSON.stringify(data)).not.toContain("url");
  const one = await tenant.api.get(`${request}/share-links/${revoked.id}`);
  expect(one).toMatchObject({ status: 200, body: data.find(({ id }: Json) => id === revoked.id) });
  expect((await (await withTenant()).api.get(`${request}/share-links/${revoked.id}`)).status).toBe(404);
});

test("a token is the signature of its link alone", async () => {
  const keys = [new Uint8Array(32).fill(7)];
  const id = `shl_${"0".repeat(26)}`;
  const token = await tokenOf(keys, id);
  expect(await linkIdOf(keys, token)).toBe(id);
  expect(await linkIdOf([new Uint8Array(32).fill(8)], token)).toBeNull();
  expect(await linkIdOf([new Uint8Array(32).fill(8), ...keys], token)).toBe(id);
  expect(await linkIdOf(keys, token.replace(/^0/, "1"))).toBeNull();
});

test("an expired link is reported once, a revoked one is not", async () => {
  const tenant = await withTenant();
  const request = await draft(tenant);
  const [first, second] = [await link(tenant, request), await link(tenant, request)];
  await tenant.api.delete(`${request}/share-links/${second.id}`);
  const ctx = contextOf(tenant.id);
  const expired = async () => {
    const { data } = (await tenant.api.get(`/v1/events?type=porting_request.link_expired`)).body;
    return data.map(({ data: { porting_share_link_id } }: Json) => porting_share_link_id);
  };
  await cleanup.slice({ ...ctx, now: ctx.now + 29 * DAY_MS }, null, () => true);
  expect(await expired()).toEqual([]);
  for (const later of [31, 32]) await cleanup.slice({ ...ctx, now: ctx.now + later * DAY_MS }, null, () => true);
  expect(await expired()).toEqual([first.id]);
});

test("a link lasts 30 days unless a time within 90 is given, and a request has 20 at a time", async () => {
  const tenant = await withTenant();
  const request = await draft(tenant);
  const made = await link(tenant, request);
  expect(Date.parse(made.expires_at) - Date.parse(made.created_at)).toBe(30 * DAY_MS);
  const at = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();
  for (const [days, status] of [
    [89, 201],
    [91, 422],
    [-1, 422],
  ] as const) {
    expect((await tenant.api.post(`${request}/share-links`, { expires_at: at(days) })).status).toBe(status);
  }
  for (let more = 0; more < 18; more += 1) await link(tenant, request);
  expect((await tenant.api.post(`${request}/share-links`, {})).body).toMatchObject({
    code: "share_link_limit_reached",
    limit: 20,
  });
});

test("a neighbour sees no links and makes none, and an operator does", async () => {
  const [tenant, neighbour] = [await withTenant(), await withTenant()];
  const request = await draft(tenant);
  const { id } = await link(tenant, request);
  expect((await neighbour.api.get(`${request}/share-links`)).status).toBe(404);
  expect((await neighbour.api.post(`${request}/share-links`, {})).status).toBe(404);
  expect((await neighbour.api.delete(`${request}/share-links/${id}`)).status).toBe(404);
  expect((await admin.post(`${request}/share-links`, {})).status).toBe(201);
});

test("one address opens so many links in ten seconds", async () => {
  const headers = { "cf-connecting-ip": "192.0.2.77" };
  const statuses: number[] = [];
  for (let tries = 0; tries < 31; tries += 1) statuses.push((await send("/ports/x", { headers })).status);
  expect(statuses.slice(-2)).toEqual([404, 429]);
  expect((await send("/ports/x", { headers: { "cf-connecting-ip": "192.0.2.78" } })).status).toBe(404);
});
