import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import worker from "#index";
import { admin, BASE, caller, type Json } from "../support/api";
import { eventually } from "../support/eventually";
import { withTenant } from "../support/seed";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test("the platform makes tenants and keys; a key is shown once and lists hold no secret", async () => {
  const made = await admin.post("/v1/tenants", { name: "Acme" });
  expect(made).toMatchObject({ status: 201, body: { name: "Acme", reservation_limit: 10 } });
  const key = await admin.post(`/v1/tenants/${made.body.id}/api-keys`, { name: "Production" });
  expect(key.status).toBe(201);
  expect(key.body.key).toMatch(/^pm_test_/);
  expect(key.body.scopes).toEqual(
    expect.arrayContaining(["numbers:read", "numbers:write", "events:read", "keys:write"]),
  );
  expect(key.body.scopes).not.toContain("admin");
  const listed = await admin.get(`/v1/tenants/${made.body.id}/api-keys`);
  expect(listed.body.data).toMatchObject([{ id: key.body.id, name: "Production", revoked_at: null }]);
  expect(JSON.stringify(listed.body)).not.toContain(key.body.key);
  const { results } = await env.DB.prepare("select * from api_keys where id = ?").bind(key.body.id).all();
  expect(JSON.stringify(results)).not.toContain(key.body.key);

  const me = await caller(key.body.key).get("/v1/me");
  expect(me.body).toMatchObject({
    tenant: { id: made.body.id },
    api_key: { id: key.body.id },
    scopes: key.body.scopes,
  });
  expect((await admin.get("/v1/tenants")).body.data[0]).toMatchObject({ id: made.body.id });
});

test("only the platform tenant has admin keys, and they may do what the admin token may", async () => {
  const key = await admin.post("/v1/tenants/ten_platform/api-keys", { scopes: ["admin"] });
  expect((await caller(key.body.key).post("/v1/tenants", { name: "By key" })).status).toBe(201);
  const { id, api } = await withTenant();
  const wrong = await admin.post(`/v1/tenants/${id}/api-keys`, { scopes: ["admin"] });
  expect(wrong).toMatchObject({ status: 422, body: { errors: [{ pointer: "/scopes" }] } });
  expect((await api.post("/v1/tenants", { name: "By a tenant" })).body).toMatchObject({ code: "missing_scope" });
  expect((await admin.get("/v1/phone-numbers")).status).toBe(403);
});

test("a tenant's key creates keys with at most its own scopes, for its own tenant only", async () => {
  const { id, api } = await withTenant({}, { scopes: ["keys:*", "numbers:read"] });
  const other = await withTenant();
  const child = await api.post(`/v1/tenants/${id}/api-keys`, { scopes: ["numbers:read"] });
  expect(child).toMatchObject({ status: 201, body: { scopes: ["numbers:read"] } });
  expect((await api.post(`/v1/tenants/${id}/api-keys`, {})).body.scopes).toEqual([
    "numbers:read",
    "keys:read",
    "keys:write",
  ]);
  expect(await api.post(`/v1/tenants/${id}/api-keys`, { scopes: ["numbers:write"] })).toMatchObject({ status: 403 });
  expect(await api.post(`/v1/tenants/${other.id}/api-keys`, { scopes: ["numbers:read"] })).toMatchObject({
    status: 404,
  });
});

test("a key may give what its scopes imply: `write` gives `read`, by name and by default", async () => {
  const { id, api } = await withTenant({}, { scopes: ["keys:write", "numbers:write"] });
  const path = `/v1/tenants/${id}/api-keys`;
  expect(await api.post(path, { scopes: ["numbers:read", "keys:read"] })).toMatchObject({ status: 201 });
  expect((await api.post(path, {})).body.scopes).toEqual(["numbers:read", "numbers:write", "keys:read", "keys:write"]);
  expect(await api.post(path, { scopes: ["agents:read"] })).toMatchObject({ status: 403 });
});

test("a key that a key creates ends with that key at the latest, whatever it asks for", async () => {
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  const end = at(60_000);
  const { id, api } = await withTenant({}, { scopes: ["keys:write"], expires_at: end });
  const path = `/v1/tenants/${id}/api-keys`;
  const child = await api.post(path, {});
  expect(child.body).toMatchObject({ expires_at: end });
  expect((await api.post(path, { expires_at: null })).body).toMatchObject({ expires_at: end });
  const sooner = at(30_000);
  expect((await api.post(path, { expires_at: sooner })).body).toMatchObject({ expires_at: sooner });
  expect(await api.post(path, { expires_at: at(61_000) })).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: "/expires_at", detail: expect.stringContaining(end) }] },
  });
  expect((await caller(child.body.key).post(path, {})).body).toMatchObject({ expires_at: end });
  expect((await admin.post(path, { expires_at: at(120_000) })).status).toBe(201);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
  expect((await caller(child.body.key).get("/v1/me")).body).toMatchObject({ code: "api_key_expired" });
});

test("a revoked key is refused at once where it was not in use, and within ten seconds where it was", async () => {
  const [busy, idle] = [await withTenant(), await withTenant()];
  await busy.api.get("/v1/me");
  for (const { id, keyId } of [busy, idle]) {
    const path = `/v1/tenants/${id}/api-keys/${keyId}`;
    expect(await admin.delete(path)).toMatchObject({ status: 204, body: "" });
    expect((await admin.get(path)).body.revoked_at).toEqual(expect.any(String));
  }
  expect((await idle.api.get("/v1/me")).body).toMatchObject({ status: 401, code: "api_key_revoked" });
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 10_000 });
  expect((await busy.api.get("/v1/me")).body).toMatchObject({ status: 401, code: "api_key_revoked" });
  const again = await admin.delete(`/v1/tenants/${busy.id}/api-keys/${busy.keyId}`);
  expect(again.status).toBe(204);
  const events = await env.DB.prepare(
    "select count(*) as n from events where subject_id = ? and type = 'api_key.revoked'",
  )
    .bind(busy.keyId)
    .first();
  expect(events).toEqual({ n: 1 });
});

test("a busy key is refreshed in the background, so its revocation takes effect before the cache entry ends", async () => {
  const { id, keyId, api } = await withTenant();
  await api.get("/v1/me");
  await admin.delete(`/v1/tenants/${id}/api-keys/${keyId}`);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 5_000 });
  await api.get("/v1/me");
  await eventually(async () => expect((await api.get("/v1/me")).status).toBe(401));
});

test("an expired key says so, and an expiry in the past is refused", async () => {
  const soon = new Date(Date.now() + 60_000).toISOString();
  const { id, api } = await withTenant({}, { expires_at: soon });
  expect((await api.get("/v1/me")).status).toBe(200);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
  expect((await api.get("/v1/me")).body).toMatchObject({ status: 401, code: "api_key_expired" });
  const past = await admin.post(`/v1/tenants/${id}/api-keys`, { expires_at: soon });
  expect(past).toMatchObject({ status: 422, body: { errors: [{ pointer: "/expires_at" }] } });
});

test("last_used_at is exact to the minute", async () => {
  const { id, keyId, api } = await withTenant();
  const used = async (): Promise<string | null> => {
    const { body } = await admin.get(`/v1/tenants/${id}/api-keys`);
    return body.data.find((key: Json) => key.id === keyId).last_used_at;
  };
  expect(await used()).toBeNull();
  await api.get("/v1/me");
  await eventually(async () => expect(Date.parse((await used()) ?? "")).toBeGreaterThan(Date.now() - 60_000));
});

test("a key of another environment, a mistyped key and an unknown key have different details", async () => {
  const { key } = await withTenant();
  const { makeApiKey } = await import("#tenants/api-key");
  const random = (count: number) => crypto.getRandomValues(new Uint8Array(count));
  const detail = async (token: string) => (await caller(token).get("/v1/me")).body.detail;
  expect(await detail(makeApiKey("live", random))).toContain("this deployment accepts only test keys");
  expect(await detail(`${key.slice(0, -1)}${key.endsWith("a") ? "b" : "a"}`)).toContain("mistyped");
  expect(await detail(makeApiKey("test", random))).toContain("does not exist");
});

test("the same Idempotency-Key creates one tenant and one key; only the caller that created the key sees it again", async () => {
  const header = { "idempotency-key": crypto.randomUUID() };
  const [first, second] = [
    await admin.post("/v1/tenants", { name: "Once" }, header),
    await admin.post("/v1/tenants", { name: "Once" }, header),
  ];
  expect(second).toMatchObject({ status: 201, body: first.body });
  const { id, api } = await withTenant();
  const twin = caller((await admin.post(`/v1/tenants/${id}/api-keys`, {})).body.key);
  const path = `/v1/tenants/${id}/api-keys`;
  const made = await api.post(path, { name: "New" }, header);
  const repeated = await api.post(path, { name: "New" }, header);
  expect(repeated).toMatchObject({ status: 201, body: made.body });
  expect(repeated.body.key).toMatch(/^pm_test_/);
  expect(await twin.post(path, { name: "New" }, header)).toMatchObject({
    status: 422,
    body: { code: "idempotency_key_reused" },
  });
  const stored = await env.DB.prepare("select body from idempotency_keys where tenant_id = ?").bind(id).all();
  expect(JSON.stringify(stored.results)).not.toContain(made.body.key);
});

test("a tenant's change needs the current version if one is named", async () => {
  const { id } = await withTenant();
  const read = await admin.get(`/v1/tenants/${id}`);
  const etag = read.headers.get("etag") ?? "";
  const changed = await admin.patch(`/v1/tenants/${id}`, { reservation_limit: 50 }, { "if-match": etag });
  expect(changed).toMatchObject({ status: 200, body: { reservation_limit: 50 } });
  const stale = await admin.patch(`/v1/tenants/${id}`, { reservation_limit: 60 }, { "if-match": etag });
  expect(stale).toMatchObject({ status: 412, body: { code: "stale_version" } });
});

test("more requests than a key may make in ten seconds are refused with the time to wait", async () => {
  const { key } = await withTenant();
  const limited = { ...env, API_RATE_LIMIT: "20" };
  const get = () => {
    const request = new Request<unknown, IncomingRequestCfProperties>(`${BASE}/v1/me`, {
      headers: { authorization: `Bearer ${key}` },
    });
    return worker.fetch(request, limited, createExecutionContext());
  };
  const now = Date.now();
  vi.useFakeTimers({ toFake: ["Date"], now });
  const first = await get();
  expect(first.headers.get("ratelimit-policy")).toBe('"key";q=20;w=10');
  expect(first.headers.get("ratelimit")).toBe('"key";r=19;t=10');
  const answers = await Promise.all(Array.from({ length: 20 }, get));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(19);
  const [refused] = answers.filter(({ status }) => status !== 200);
  expect(refused?.status).toBe(429);
  expect(await refused?.json()).toMatchObject({ code: "rate_limited" });
  expect(refused?.headers.get("retry-after")).toBe("10");
  vi.setSystemTime(now + 10_000);
  expect((await get()).status).toBe(200);
});
