import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { tenantScopes } from "#kernel/http/scope";
import { databasesOf } from "#runtime/databases";
import { requireConfig } from "#runtime/environment";
import { authenticateSession } from "#sessions/authenticate-session";
import { SessionMemory } from "#sessions/session-memory";
import { admin, BASE, type Json } from "../support/api";
import { pageWith, signIn } from "../support/browser";
import { eventually } from "../support/eventually";
import { withTenant } from "../support/seed";

afterEach(() => {
  vi.useRealTimers();
});

/** Sessions of the platform, which act for a tenant. */

const agent = { name: "Desk", destination: { kind: "say", message: "Hello." } };

test("an operator switches between tenants and the platform; the actor in a tenant's log is the platform's key", async () => {
  const [one, other] = [await withTenant(), await withTenant()];
  const { body: made } = await admin.post("/v1/tenants/ten_platform/api-keys", { scopes: ["admin"] });
  const { cookie, csrfToken, session } = await signIn(made.key);
  expect(session).toMatchObject({ tenant: null, scopes: ["admin"], is_platform: true });
  const page = (token: string) => pageWith(cookie, token);
  expect((await page(csrfToken).get("/v1/tenants")).status).toBe(200);
  expect((await page(csrfToken).get("/v1/agents")).status).toBe(403);

  const switched = await page(csrfToken).patch("/v1/session", { tenant_id: one.id });
  expect(switched).toMatchObject({
    status: 200,
    body: { id: session.id, tenant: { id: one.id, status: "active" }, scopes: [...tenantScopes], is_platform: true },
  });
  const inOne = page(switched.body.csrf_token);
  expect(switched.body.event_seq).toBe((await one.api.get("/v1/events?limit=1")).body.data[0].seq);
  expect((await inOne.get("/v1/session")).body).toEqual(switched.body);
  expect((await inOne.post("/v1/agents", agent)).status).toBe(201);
  expect((await one.api.get("/v1/agents")).body.data).toHaveLength(1);
  expect((await one.api.get("/v1/events?type=agent.created")).body.data).toMatchObject([{ actor: `key:${made.id}` }]);
  expect((await inOne.get("/v1/tenants")).body).toMatchObject({ code: "missing_scope", required_scope: "admin" });

  // A page that still shows the former tenant changes and reads nothing of the next one.
  const next = await inOne.patch("/v1/session", { tenant_id: other.id });
  expect(next.body.csrf_token).not.toBe(switched.body.csrf_token);
  expect(await inOne.post("/v1/agents", agent)).toMatchObject({ status: 403, body: { code: "csrf_failed" } });
  expect(await inOne.get("/v1/agents")).toMatchObject({ status: 403, body: { code: "csrf_failed" } });
  expect((await page(next.body.csrf_token).get("/v1/agents")).body.data).toEqual([]);

  const home = await page(next.body.csrf_token).patch("/v1/session", { tenant_id: null });
  expect(home.body).toMatchObject({ tenant: null, scopes: ["admin"] });
  expect(home.body.csrf_token).toBe(csrfToken);
  expect((await page(csrfToken).get("/v1/tenants")).status).toBe(200);
  const again = await page(csrfToken).patch("/v1/session", { tenant_id: null });
  expect(again).toMatchObject({ status: 200, body: home.body });
  const { results } = await env.DB.prepare(
    "select data from events where tenant_id = 'ten_platform' and subject_id = ? and type = 'session.tenant_switched' order by seq",
  )
    .bind(session.id)
    .all<{ data: string }>();
  expect(results.map(({ data }) => JSON.parse(data))).toEqual(
    [one.id, other.id, null].map((acting_for) => ({ key_id: made.id, acting_for })),
  );
});

test("the admin token signs in, for a tenant at once if it names one, and signs out everywhere for itself alone", async () => {
  const tenant = await withTenant();
  const mine = await signIn(tenant.key);
  const { page, session } = await signIn(env.ADMIN_TOKEN, { tenant_id: tenant.id });
  expect(session).toMatchObject({ tenant: { id: tenant.id }, scopes: [...tenantScopes], is_platform: true });
  expect(session.event_seq).toBe((await tenant.api.get("/v1/events?limit=1")).body.data[0].seq);
  expect((await page.post("/v1/agents", agent)).status).toBe(201);
  expect((await tenant.api.get("/v1/events?type=agent.created")).body.data).toMatchObject([{ actor: "admin" }]);
  expect((await page.get("/v1/sessions")).body.data).toEqual(
    expect.arrayContaining([expect.objectContaining({ id: session.id, tenant_id: tenant.id, is_current: true })]),
  );
  expect((await page.delete("/v1/sessions")).status).toBe(204);
  expect(await page.get("/v1/session")).toMatchObject({ status: 401, body: { code: "session_expired" } });
  expect((await mine.page.get("/v1/session")).status).toBe(200);
});

test("a tenant's key and a key that operates ports act for no other tenant", async () => {
  const [tenant, neighbour] = [await withTenant(), await withTenant()];
  const { body: operator } = await admin.post("/v1/tenants/ten_platform/api-keys", { scopes: ["porting:operate"] });
  for (const { key, isPlatform } of [
    { key: tenant.key, isPlatform: false },
    { key: operator.key, isPlatform: true },
  ]) {
    const { page, session } = await signIn(key);
    expect(session.is_platform).toBe(isPlatform);
    for (const tenant_id of [neighbour.id, tenant.id, "ten_unknown", null]) {
      const answer = await page.patch("/v1/session", { tenant_id });
      expect(answer).toMatchObject({ status: 403, body: { code: "missing_scope", required_scope: "admin" } });
    }
    const { caller } = await import("../support/api");
    expect((await caller(key).post("/v1/sessions", { tenant_id: neighbour.id })).status).toBe(403);
  }
  const { page } = await signIn(operator.key);
  expect((await page.get("/v1/session")).body).toMatchObject({ tenant: null, scopes: ["porting:operate"] });
});

test("a tenant that is unknown, closed or the platform is refused; one that is closed later answers tenant_closed until the operator leaves", async () => {
  const [tenant, closed] = [await withTenant(), await withTenant()];
  await admin.post(`/v1/tenants/${closed.id}/close`, {});
  const browser = await signIn(env.ADMIN_TOKEN, { tenant_id: tenant.id });
  const { page } = browser;
  for (const [tenant_id, status, code] of [
    ["ten_unknown", 422, "validation_failed"],
    ["ten_platform", 422, "validation_failed"],
    [closed.id, 409, "illegal_transition"],
  ]) {
    expect(await page.patch("/v1/session", { tenant_id })).toMatchObject({ status, body: { code } });
  }
  await admin.post(`/v1/tenants/${tenant.id}/suspend`, {});
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 8_001 });
  expect((await page.get("/v1/agents")).status).toBe(200);
  await admin.post(`/v1/tenants/${tenant.id}/close`, {});
  vi.setSystemTime(Date.now() + 8_001);
  expect(await page.get("/v1/agents")).toMatchObject({ status: 403, body: { code: "tenant_closed" } });
  expect((await page.patch("/v1/session", { tenant_id: null })).body).toMatchObject({ tenant: null });
});

/** An isolate of its own: it remembers sessions apart from the Worker under test. */
function isolate() {
  const memory = new SessionMemory();
  const execution = createExecutionContext();
  return async (
    cookie: string,
    { method = "GET", csrfToken }: { method?: string; csrfToken?: string } = {},
  ): Promise<Json> =>
    await authenticateSession(
      {
        databases: databasesOf(env),
        config: requireConfig(env),
        memory,
        now: Date.now(),
        waitUntil: (work) => execution.waitUntil(work),
        limitUnknownKeys: async () => undefined,
      },
      {
        token: cookie.split("=")[1] ?? "",
        csrfToken,
        method,
        upgrade: undefined,
        origin: undefined,
        fetchSite: "same-origin",
        ownOrigins: [BASE],
      },
    ).catch((problem: Json) => problem.code);
}

test("another isolate acts for the former tenant for at most 8 seconds, and never for a request with the new token", async () => {
  const [one, other] = [await withTenant(), await withTenant()];
  const { cookie, page, csrfToken } = await signIn(env.ADMIN_TOKEN, { tenant_id: one.id });
  const elsewhere = isolate();
  expect(await elsewhere(cookie, { method: "POST", csrfToken })).toMatchObject({ tenantId: one.id });
  const { body } = await page.patch("/v1/session", { tenant_id: other.id });
  expect(await elsewhere(cookie)).toMatchObject({ tenantId: one.id });
  expect(await elsewhere(cookie, { csrfToken: body.csrf_token })).toMatchObject({ tenantId: other.id });
  expect(await elsewhere(cookie, { method: "POST", csrfToken: body.csrf_token })).toMatchObject({ tenantId: other.id });
  expect(await elsewhere(cookie, { method: "POST", csrfToken })).toBe("csrf_failed");
});

test("an ended session works elsewhere for at most 8 seconds, and here not once more, whatever was being read", async () => {
  const tenant = await withTenant();
  const { cookie, page } = await signIn(tenant.key);
  const elsewhere = isolate();
  expect(await elsewhere(cookie)).toMatchObject({ tenantId: tenant.id, keyId: tenant.keyId });
  await page.delete("/v1/session");
  expect((await page.get("/v1/me")).status).toBe(401);
  const signedOut = Date.now();
  vi.useFakeTimers({ toFake: ["Date"], now: signedOut });
  expect(await elsewhere(cookie)).toMatchObject({ tenantId: tenant.id });
  vi.setSystemTime(signedOut + 8_001);
  expect(await elsewhere(cookie)).toBe("session_expired");
});

test("a read that was under way when this isolate ended a session does not bring it back", () => {
  const memory = new SessionMemory();
  const known = { id: "ses_1", key: null, readAt: 1_000 } as Json;
  memory.put("token", known);
  expect(memory.get("token", 1_001)).toBe(known);
  memory.forget("ses_1", 2_000);
  memory.put("token", { ...known, readAt: 1_999 });
  expect(memory.get("token", 2_001)).toBeUndefined();
  memory.put("token", { ...known, readAt: 2_001 });
  expect(memory.get("token", 2_002)).toMatchObject({ readAt: 2_001 });
  memory.forget("admin", 2_002);
  expect(memory.get("token", 2_003)).toBeUndefined();
});

test("a busy session is read again in the background, so it ends before its cache entry does", async () => {
  const tenant = await withTenant();
  const { cookie, session } = await signIn(tenant.key);
  const elsewhere = isolate();
  await elsewhere(cookie);
  await env.DB.prepare("update sessions set expires_at = 1 where id = ?").bind(session.id).run();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 5_000 });
  await elsewhere(cookie);
  await eventually(async () => expect(await elsewhere(cookie)).toBe("session_expired"));
});
