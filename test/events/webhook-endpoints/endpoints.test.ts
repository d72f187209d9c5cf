import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { MAX_ENDPOINTS } from "#events/webhook-endpoints/create";
import { MAX_TARGET_LENGTH } from "#kernel/values/address";
import { admin, caller, type Json } from "../../support/api";
import { dnsResponse, isDnsRequest } from "../../support/dns";
import { rightBefore } from "../../support/interleave";
import { type Tenant, withTenant } from "../../support/seed";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const PATH = "/v1/webhook-endpoints";
const URL_OF = "https://hooks.example.com/sandbox/receiver/endpoints";

const made = async ({ api }: Tenant, body: object = {}): Promise<Json> => {
  const { status, body: endpoint } = await api.post(PATH, { url: URL_OF, ...body });
  expect(status).toBe(201);
  return endpoint;
};

const eventsOf = async ({ api }: Tenant): Promise<Json[]> =>
  (await api.get("/v1/events?sort=seq")).body.data.map(({ type, data }: Json) => ({ type, data }));

/** Makes the resolver know these names; all other requests go their way. */
function resolverKnows(names: Record<string, readonly string[]>): void {
  const { fetch } = globalThis;
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    return isDnsRequest(input) ? dnsResponse(input, (name) => names[name] ?? null) : fetch(input, init);
  });
}

test("an endpoint is made, read, listed, changed and deleted; its secret is shown once and stored sealed", async () => {
  const tenant = await withTenant();
  const { secret, ...endpoint } = await made(tenant, { description: "Billing", event_types: ["order.*"] });
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(endpoint).toEqual({
    id: expect.stringMatching(/^whe_/),
    url: URL_OF,
    description: "Billing",
    event_types: ["order.*"],
    status: "enabled",
    stopped_reason: null,
    secrets_expire_at: [],
    events_skipped: null,
    created_at: expect.any(String),
    updated_at: endpoint.created_at,
  });
  const path = `${PATH}/${endpoint.id}`;
  expect((await tenant.api.get(path)).body).toEqual(endpoint);
  expect((await tenant.api.get(PATH)).body).toEqual({ data: [endpoint], next_cursor: null, has_more: false });
  const changed = await tenant.api.patch(path, { description: "Ledger", event_types: [] });
  expect(changed).toMatchObject({ status: 200, body: { description: "Ledger", event_types: [], url: URL_OF } });
  expect(changed.headers.get("etag")).toBe('"2"');
  const stored = await env.DB.prepare("select * from webhook_endpoints where id = ?").bind(endpoint.id).first();
  expect(JSON.stringify(stored)).not.toContain(secret.slice(6));
  expect(await tenant.api.delete(path)).toMatchObject({ status: 204, body: "" });
  expect(await tenant.api.delete(path)).toMatchObject({ status: 204, body: "" });
  expect((await tenant.api.get(path)).status).toBe(404);
  expect((await tenant.api.patch(path, { status: "enabled" })).status).toBe(404);
  expect(await env.DB.prepare("select secrets from webhook_endpoints where id = ?").bind(endpoint.id).first()).toEqual({
    secrets: "[]",
  });
  expect((await tenant.api.get(PATH)).body.data).toEqual([]);
  expect((await eventsOf(tenant)).slice(-3)).toEqual([
    { type: "webhook_endpoint.created", data: { host: "hooks.example.com" } },
    { type: "webhook_endpoint.updated", data: { changed: ["description", "event_types"] } },
    { type: "webhook_endpoint.deleted", data: { host: "hooks.example.com" } },
  ]);
});

test("the same Idempotency-Key makes one endpoint and shows the same secret, to the same caller only", async () => {
  const tenant = await withTenant();
  const once = { "idempotency-key": "hook-1" };
  const [first, second] = [
    await tenant.api.post(PATH, { url: URL_OF }, once),
    await tenant.api.post(PATH, { url: URL_OF }, once),
  ];
  expect(second.body).toEqual(first.body);
  expect((await tenant.api.get(PATH)).body.data).toHaveLength(1);
  const path = `${PATH}/${first.body.id}/rotate-secret`;
  const rotated = await tenant.api.post(path, {}, { "idempotency-key": "rotate-1" });
  expect((await tenant.api.post(path, {}, { "idempotency-key": "rotate-1" })).body).toEqual(rotated.body);
});

test("a change from an older version is refused, and one that changes nothing makes no version and no event", async () => {
  const tenant = await withTenant();
  const { id } = await made(tenant);
  const path = `${PATH}/${id}`;
  expect((await tenant.api.patch(path, { description: "" })).headers.get("etag")).toBe('"1"');
  await tenant.api.patch(path, { description: "x" }, { "if-match": '"1"' });
  const stale = await tenant.api.patch(path, { description: "y" }, { "if-match": '"1"' });
  expect(stale).toMatchObject({ status: 412, body: { code: "stale_version" } });
  const types = (await eventsOf(tenant)).map(({ type }) => type);
  expect(types.filter((type) => type === "webhook_endpoint.updated")).toHaveLength(1);
});

test.for([
  "http://hooks.example.com/",
  "https://localhost/",
  "https://127.0.0.1/",
  "https://[::1]:8443/",
  "https://2130706433/",
  "https://169.254.169.254/latest/meta-data",
  "https://192.168.0.10/hook",
  "https://[::ffff:10.0.0.1]/",
  "https://user:pass@hooks.example.com/",
  "https://hooks.example.com:22/",
  "https://127.0.0.1../",
  "https://hooks.example.com\\@127.0.0.1/x",
  "https://pm.example.com./v1/orders",
  "https://vault.internal/",
  "not a url",
])("%s is refused with a code, and makes nothing", async (url) => {
  const tenant = await withTenant();
  const before = await eventsOf(tenant);
  const refused = await tenant.api.post(PATH, { url });
  expect(refused).toMatchObject({
    status: 422,
    body: { code: "webhook_url_not_allowed", errors: [{ in: "body", pointer: "/url" }] },
  });
  expect((await tenant.api.get(PATH)).body.data).toEqual([]);
  expect(await eventsOf(tenant)).toEqual(before);
});

test("a name that leads to a private address is refused, however many public ones it has, and logged as one request", async () => {
  const tenant = await withTenant();
  const log = [vi.spyOn(console, "log"), vi.spyOn(console, "error")];
  resolverKnows({
    "mixed.example.com": ["93.184.216.34", "10.1.2.3"],
    "six.example.com": ["fd00::1"],
    "good.example.com": ["93.184.216.34", "2606:4700::1"],
  });
  for (const host of ["mixed.example.com", "six.example.com", "unknown.example.com"]) {
    for (const spy of log) spy.mockClear();
    const refused = await tenant.api.post(PATH, { url: `https://${host}/` });
    expect(refused).toMatchObject({ status: 422, body: { code: "webhook_url_not_allowed" } });
    expect(log.flatMap(({ mock }) => mock.calls)).toMatchObject([[{ message: "request", status: 422 }]]);
  }
  const good = await made(tenant, { url: "https://good.example.com/sandbox/receiver/good" });
  const moved = await tenant.api.patch(`${PATH}/${good.id}`, { url: "https://mixed.example.com/" });
  expect(moved).toMatchObject({ status: 422, body: { code: "webhook_url_not_allowed" } });
  expect((await tenant.api.get(`${PATH}/${good.id}`)).body.url).toBe(good.url);
});

test("a resolver that does not answer allows nothing: creation and change are to be retried, a delivery is", async () => {
  const tenant = await withTenant();
  const endpoint = await made(tenant);
  vi.spyOn(globalThis, "fetch").mockRejectedValue(new TypeError("no network"));
  const away = { status: 503, body: { code: "name_lookup_failed", retry_after: 5 } };
  const url = "https://silent.example.com/hook";
  expect(await tenant.api.post(PATH, { url })).toMatchObject(away);
  expect(await tenant.api.patch(`${PATH}/${endpoint.id}`, { url })).toMatchObject(away);
  expect((await tenant.api.get(PATH)).body.data).toMatchObject([{ id: endpoint.id, url: URL_OF }]);
});

test.for<[string, object]>([
  ["/event_types/0", { url: URL_OF, event_types: ["order.exploded"] }],
  ["/event_types/0", { url: URL_OF, event_types: ["*"] }],
  ["/event_types", { url: URL_OF, event_types: ["order.*", "order.*"] }],
  ["/description", { url: URL_OF, description: "x".repeat(201) }],
  ["/url", { url: `https://hooks.example.com/${"x".repeat(MAX_TARGET_LENGTH)}` }],
  ["/secret", { url: URL_OF, secret: "whsec_mine" }],
])("a field that is wrong is named: %s", async ([pointer, body]) => {
  const { api } = await withTenant();
  expect(await api.post(PATH, body)).toMatchObject({ status: 422, body: { errors: [{ in: "body", pointer }] } });
});

test("a tenant has so many endpoints and not one more", async () => {
  const tenant = await withTenant();
  for (let i = 0; i < MAX_ENDPOINTS; i += 1) await made(tenant);
  expect(await tenant.api.post(PATH, { url: URL_OF })).toMatchObject({
    status: 409,
    body: { code: "webhook_endpoint_limit_reached" },
  });
  const first = await tenant.api.get(`${PATH}?limit=15`);
  const rest = await tenant.api.get(`${PATH}?limit=15&cursor=${first.body.next_cursor}`);
  const ids = [...first.body.data, ...rest.body.data].map(({ id }: Json) => id);
  expect(new Set(ids).size).toBe(MAX_ENDPOINTS);
  expect(rest.body.has_more).toBe(false);
});

test("of creations at the same moment no more succeed than there is room for, with an Idempotency-Key or without", async () => {
  for (const keyed of [false, true]) {
    const tenant = await withTenant();
    for (let i = 0; i < MAX_ENDPOINTS - 3; i += 1) await made(tenant);
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        tenant.api.post(PATH, { url: URL_OF }, keyed ? { "idempotency-key": `hook-${i}` } : {}),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
    const refused = answers.filter(({ status }) => status === 409);
    expect(new Set(refused.map(({ body }) => body.code))).toEqual(new Set(["webhook_endpoint_limit_reached"]));
    expect(refused).toHaveLength(9);
    expect((await tenant.api.get(`${PATH}?limit=100`)).body.data).toHaveLength(MAX_ENDPOINTS);
    const types = (await tenant.api.get("/v1/events?limit=200&type=webhook_endpoint.created")).body.data;
    expect(types).toHaveLength(MAX_ENDPOINTS);
  }
});

test("at the limit a repeat of an Idempotency-Key still shows what it made, and a refused one may be used again", async () => {
  const tenant = await withTenant();
  const first = await tenant.api.post(PATH, { url: URL_OF }, { "idempotency-key": "first" });
  for (let i = 1; i < MAX_ENDPOINTS; i += 1) await made(tenant);
  expect(await tenant.api.post(PATH, { url: URL_OF }, { "idempotency-key": "first" })).toMatchObject({
    status: 201,
    body: first.body,
  });
  const once = { "idempotency-key": "one too many" };
  expect((await tenant.api.post(PATH, { url: URL_OF }, once)).status).toBe(409);
  await tenant.api.delete(`${PATH}/${first.body.id}`);
  expect((await tenant.api.post(PATH, { url: URL_OF }, once)).status).toBe(201);
  // A day later the key is free: what it made is not shown for a request that is refused now.
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 25 * 60 * 60_000 });
  expect((await tenant.api.post(PATH, { url: URL_OF }, once)).status).toBe(409);
});

test("an endpoint that is deleted while its secret is rotated gets none, and no secret is shown", async () => {
  for (const headers of [{}, { "idempotency-key": "rotate" }]) {
    const tenant = await withTenant();
    const { id } = await made(tenant);
    rightBefore("$.expires_at", () => tenant.api.delete(`${PATH}/${id}`));
    const refused = await tenant.api.post(`${PATH}/${id}/rotate-secret`, {}, headers);
    expect(refused).toMatchObject({ status: 404, body: { code: "not_found" } });
    vi.restoreAllMocks();
    expect((await eventsOf(tenant)).at(-1)?.type).toBe("webhook_endpoint.deleted");
  }
});

test("reading needs webhooks:read, and everything else webhooks:write", async () => {
  const tenant = await withTenant({}, { scopes: ["webhooks:read"] });
  expect((await tenant.api.get(PATH)).status).toBe(200);
  const refused = await tenant.api.post(PATH, { url: URL_OF });
  expect(refused).toMatchObject({ status: 403, body: { required_scope: "webhooks:write" } });
  expect((await caller((await withTenant({}, { scopes: ["events:read"] })).key).get(PATH)).status).toBe(403);
});

test("a replaced secret signs for the requested overlap, and after two concurrent rotations both new secrets sign", async () => {
  const tenant = await withTenant();
  const { id } = await made(tenant);
  const path = `${PATH}/${id}`;
  const before = Date.now();
  const { body } = await tenant.api.post(`${path}/rotate-secret`, { overlap_seconds: 3_600 });
  expect(Date.parse(body.previous_expires_at) - before).toBeGreaterThanOrEqual(3_600_000);
  expect((await tenant.api.get(path)).body.secrets_expire_at).toEqual([body.previous_expires_at]);
  const both = await Promise.all([
    tenant.api.post(`${path}/rotate-secret`, {}),
    tenant.api.post(`${path}/rotate-secret`, {}),
  ]);
  expect(both.map(({ status }) => status)).toEqual([200, 200]);
  expect((await tenant.api.get(path)).body.secrets_expire_at).toHaveLength(1);
  const { secrets } = (await env.DB.prepare("select secrets from webhook_endpoints where id = ?")
    .bind(id)
    .first<{ secrets: string }>()) ?? { secrets: "[]" };
  expect(JSON.parse(secrets)).toHaveLength(2);
  for (const overlap_seconds of [-1, 604_801, 1.5]) {
    expect((await tenant.api.post(`${path}/rotate-secret`, { overlap_seconds })).status).toBe(422);
  }
  expect((await tenant.api.post(`${path}/rotate-secret`, { overlap_seconds: 604_800 })).status).toBe(200);
});

test("a key that may not read events can neither send them anywhere nor have them sent again", async () => {
  const tenant = await withTenant();
  const url = "https://hooks.example.com/sandbox/receiver/blind";
  const { body: endpoint } = await tenant.api.post("/v1/webhook-endpoints", { url });
  const { body: key } = await admin.post(`/v1/tenants/${tenant.id}/api-keys`, { scopes: ["webhooks:write"] });
  const blind = caller(key.key);
  const path = `/v1/webhook-endpoints/${endpoint.id}`;
  for (const answer of [
    await blind.post("/v1/webhook-endpoints", { url }),
    await blind.patch(path, { event_types: [] }),
    await blind.post(`${path}/redeliver`, { event_ids: ["evt_1"] }),
  ]) {
    expect(answer).toMatchObject({ status: 403, body: { required_scope: "events:read" } });
  }
  expect((await blind.post(`${path}/test`)).status).toBeLessThan(300);
});
