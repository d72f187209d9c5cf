import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { admin, caller, type Json } from "../support/api";
import { cookieIn, pageWith, signIn } from "../support/browser";
import { withTenant } from "../support/seed";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const pass = (ms: number) => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });
/** An isolate trusts what it read for 8 seconds. */
const forgetAll = () => pass(8_001);

const eventsOf = async (tenantId: string, kind: string): Promise<Json[]> => {
  const { results } = await env.DB.prepare(
    "select type, subject_id, actor, data from events where tenant_id = ? and (subject_type = ? or type like 'api_key.sessions%') order by seq",
  )
    .bind(tenantId, kind)
    .all<Json>();
  return results.map(({ data, ...event }) => ({ ...event, data: JSON.parse(data) }));
};

const rowOf = async (id: string): Promise<Json> =>
  await env.DB.prepare("select * from sessions where id = ?").bind(id).first();

const ended = { status: 401, body: { code: "session_expired" } };
const clearedCookie = "__Host-phone-manager-session=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict; Secure";

test("an API key signs in: the answer sets a cookie that scripts cannot read, and the cookie then stands for the key", async () => {
  const tenant = await withTenant({}, { scopes: ["numbers:read", "keys:read"] });
  const answer = await tenant.api.post("/v1/sessions", {}, { "user-agent": `${"A".repeat(250)}` });
  const [name, maxAge, ...attributes] = (answer.headers.get("set-cookie") ?? "").split("; ");
  expect(name).toMatch(/^__Host-phone-manager-session=[0-9a-f]{64}$/);
  expect(maxAge).toBe(`Max-Age=${7 * 24 * 3_600}`);
  expect(attributes).toEqual(["Path=/", "HttpOnly", "SameSite=Strict", "Secure"]);
  expect(answer.headers.get("location")).toBe("/v1/session");
  const { body } = answer;
  expect(body).toEqual({
    id: expect.stringMatching(/^ses_/),
    csrf_token: expect.stringMatching(/^[0-9a-f]{64}$/),
    tenant: { id: tenant.id, name: "Test", status: "active" },
    scopes: ["numbers:read", "keys:read"],
    is_platform: false,
    event_seq: null,
    created_at: expect.any(String),
    expires_at: new Date(Date.parse(body.created_at) + 7 * 24 * HOUR).toISOString(),
    idle_expires_at: new Date(Date.parse(body.created_at) + 12 * HOUR).toISOString(),
  });
  const page = pageWith(cookieIn(answer), body.csrf_token);
  expect(await page.get("/v1/session")).toMatchObject({ status: 200, body });
  expect((await page.get("/v1/me")).body).toMatchObject({ tenant: { id: tenant.id }, api_key: { id: tenant.keyId } });
  expect(await page.post("/v1/reservations", { phone_number: "+14155550100" })).toMatchObject({
    status: 403,
    body: { code: "missing_scope", required_scope: "numbers:write" },
  });
  const { results } = await env.DB.prepare("select * from sessions where id = ?").bind(body.id).all();
  expect(results).toMatchObject([{ tenant_id: tenant.id, key_id: tenant.keyId, user_agent: "A".repeat(200) }]);
  const [secret = ""] = /[0-9a-f]{64}/.exec(answer.headers.get("set-cookie") ?? "") ?? [];
  for (const one of [secret, body.csrf_token]) expect(JSON.stringify(results)).not.toContain(one);
});

test("over http on a loopback address the cookie has no prefix and is not Secure; over http elsewhere it stays Secure", async () => {
  const { key } = await withTenant();
  const { default: worker } = await import("#index");
  const { createExecutionContext, waitOnExecutionContext } = await import("cloudflare:test");
  const cookieAt = async (origin: string) => {
    const execution = createExecutionContext();
    const request = new Request<unknown, IncomingRequestCfProperties>(`${origin}/v1/sessions`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: "{}",
    });
    const response = await worker.fetch(request, env, execution);
    await response.text();
    await waitOnExecutionContext(execution);
    return response.headers.get("set-cookie");
  };
  for (const origin of ["http://127.0.0.1:8787", "http://localhost:8787", "http://[::1]:8787"]) {
    expect(await cookieAt(origin)).toMatch(
      /^phone-manager-session=[0-9a-f]{64}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Strict$/,
    );
  }
  expect(await cookieAt("http://pm.example.com")).toMatch(/^__Host-phone-manager-session=.*; Secure$/);
});

test("only a key makes a session, and a key has none", async () => {
  const tenant = await withTenant();
  const { page } = await signIn(tenant.key);
  expect(await page.post("/v1/sessions", {})).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
  for (const answer of [
    await tenant.api.get("/v1/session"),
    await tenant.api.patch("/v1/session", { tenant_id: null }),
    await tenant.api.delete("/v1/session"),
  ]) {
    expect(answer).toMatchObject({ status: 404, body: { code: "not_found" } });
  }
  expect((await caller("pm_test_nonsense").post("/v1/sessions", {})).body).toMatchObject({ code: "invalid_api_key" });
});

test("a key in the header counts for more than the cookie beside it", async () => {
  const [one, other] = [await withTenant(), await withTenant()];
  const { cookie } = await signIn(one.key);
  expect((await other.api.get("/v1/me", { cookie })).body.tenant.id).toBe(other.id);
  const wrong = await pageWith(cookie, null).get("/v1/me", { authorization: "Bearer pm_test_nonsense" });
  expect(wrong).toMatchObject({ status: 401, body: { code: "invalid_api_key" } });
});

test("signing out ends the session at once, takes the cookie, and writes one event", async () => {
  const tenant = await withTenant();
  const { page, session } = await signIn(tenant.key);
  expect((await page.get("/v1/me")).status).toBe(200);
  const out = await page.delete("/v1/session");
  expect(out).toMatchObject({ status: 204, body: "" });
  expect(out.headers.get("set-cookie")).toBe(clearedCookie);
  const after = await page.get("/v1/me");
  expect(after).toMatchObject(ended);
  expect(after.body.detail).toContain("Sign in again");
  expect(after.headers.get("set-cookie")).toBe(clearedCookie);
  expect(await page.delete("/v1/session")).toMatchObject(ended);
  expect((await tenant.api.get("/v1/me")).status).toBe(200);
  expect(await eventsOf(tenant.id, "session")).toEqual([
    {
      type: "session.created",
      subject_id: session.id,
      actor: `key:${tenant.keyId}`,
      data: { key_id: tenant.keyId, acting_for: null, expires_at: session.expires_at },
    },
    {
      type: "session.ended",
      subject_id: session.id,
      actor: `key:${tenant.keyId}`,
      data: { key_id: tenant.keyId },
    },
  ]);
});

test("signing out everywhere ends the sessions of this key alone, with one event, and a new sign-in works", async () => {
  const tenant = await withTenant();
  const second = await admin.post(`/v1/tenants/${tenant.id}/api-keys`, {});
  const [here, there, another] = [await signIn(tenant.key), await signIn(tenant.key), await signIn(second.body.key)];
  for (const { page } of [here, there, another]) expect((await page.get("/v1/me")).status).toBe(200);
  const out = await here.page.delete("/v1/sessions");
  expect(out.status).toBe(204);
  expect(out.headers.get("set-cookie")).toBe(clearedCookie);
  for (const { page } of [here, there]) expect(await page.get("/v1/me")).toMatchObject(ended);
  expect((await another.page.get("/v1/me")).status).toBe(200);
  const again = await signIn(tenant.key);
  expect((await again.page.get("/v1/me")).status).toBe(200);
  // By the key itself; nothing is left for a repeat.
  for (let i = 0; i < 2; i += 1) expect((await tenant.api.delete("/v1/sessions")).status).toBe(204);
  expect(await again.page.get("/v1/me")).toMatchObject(ended);
  const all = await eventsOf(tenant.id, "session");
  expect(all.filter(({ type }) => type === "api_key.sessions_ended")).toEqual([
    { type: "api_key.sessions_ended", subject_id: tenant.keyId, actor: `key:${tenant.keyId}`, data: {} },
    { type: "api_key.sessions_ended", subject_id: tenant.keyId, actor: `key:${tenant.keyId}`, data: {} },
  ]);
});

test("the list has the live sessions of the caller's key, the newest first, and says which is the current one", async () => {
  const [tenant, neighbour] = [await withTenant(), await withTenant()];
  await signIn(neighbour.key);
  const sessions = [];
  for (let i = 0; i < 4; i += 1) {
    pass(1_000);
    sessions.push(await signIn(tenant.key));
  }
  const [first, second, third, fourth] = sessions;
  await second?.page.delete("/v1/session");
  const list = await first?.page.get("/v1/sessions?limit=2");
  expect(list?.body).toMatchObject({
    data: [
      { id: fourth?.session.id, is_current: false, user_agent: "Browser/1.0", tenant_id: tenant.id },
      { id: third?.session.id, is_current: false },
    ],
    has_more: true,
  });
  const rest = await first?.page.get(`/v1/sessions?limit=2&cursor=${list?.body.next_cursor}`);
  expect(rest?.body).toMatchObject({ data: [{ id: first?.session.id, is_current: true }], has_more: false });
  expect((await tenant.api.get("/v1/sessions")).body.data.map((one: Json) => one.is_current)).toEqual([
    false,
    false,
    false,
  ]);
  expect(JSON.stringify(list?.body)).not.toContain("csrf");
  pass(13 * HOUR);
  expect((await tenant.api.get("/v1/sessions")).body.data).toEqual([]);
});

test("a session is over when it was not used for 12 hours, and use within them keeps it, for 7 days at most", async () => {
  const tenant = await withTenant();
  const [used, unused] = [await signIn(tenant.key), await signIn(tenant.key)];
  const start = Date.parse(used.session.created_at);
  const at = (ms: number) => vi.setSystemTime(start + ms);
  vi.useFakeTimers({ toFake: ["Date"] });
  for (let hours = 11; hours < 7 * 24; hours += 11) {
    at(hours * HOUR);
    expect((await used.page.get("/v1/me")).status, `after ${hours} hours`).toBe(200);
  }
  at(7 * 24 * HOUR - 1);
  expect((await used.page.get("/v1/session")).body.idle_expires_at).toBe(used.session.expires_at);
  at(7 * 24 * HOUR);
  const over = await used.page.get("/v1/me");
  expect(over).toMatchObject(ended);
  expect(over.body.detail).toContain(`ended at ${used.session.expires_at}`);
  at(12 * HOUR - 1);
  const { lastUsedAt } = { lastUsedAt: (await rowOf(unused.session.id)).last_used_at };
  expect(lastUsedAt).toBe(Date.parse(unused.session.created_at));
  vi.setSystemTime(lastUsedAt + 12 * HOUR);
  const idle = await unused.page.get("/v1/me");
  expect(idle).toMatchObject(ended);
  expect(idle.body.detail).toContain("not used for 12 hours");
});

test("last_used_at is written every 5 minutes at most, beside the answer", async () => {
  const tenant = await withTenant();
  const { page, session } = await signIn(tenant.key);
  const created = Date.parse(session.created_at);
  vi.useFakeTimers({ toFake: ["Date"] });
  const usedAfter = async (ms: number): Promise<number> => {
    vi.setSystemTime(created + ms);
    await page.get("/v1/me");
    return (await rowOf(session.id)).last_used_at - created;
  };
  expect(await usedAfter(5 * MINUTE)).toBe(0);
  expect(await usedAfter(5 * MINUTE + 10_000)).toBe(5 * MINUTE + 10_000);
  expect(await usedAfter(10 * MINUTE)).toBe(5 * MINUTE + 10_000);
});

test("a session ends with its key: revoked or expired", async () => {
  const expiring = await withTenant({}, { expires_at: new Date(Date.now() + HOUR).toISOString() });
  const revoked = await withTenant();
  const [one, other] = [await signIn(expiring.key), await signIn(revoked.key)];
  expect(Date.parse(one.session.expires_at)).toBeLessThanOrEqual(Date.now() + HOUR);
  for (const { page } of [one, other]) expect((await page.get("/v1/me")).status).toBe(200);
  await admin.delete(`/v1/tenants/${revoked.id}/api-keys/${revoked.keyId}`);
  forgetAll();
  const after = await other.page.get("/v1/me");
  expect(after).toMatchObject(ended);
  expect(after.body.detail).toContain("revoked");
  expect(after.headers.get("set-cookie")).toBe(clearedCookie);
  pass(HOUR);
  expect(await one.page.get("/v1/me")).toMatchObject(ended);
});

test("a session has the scopes that its key has now", async () => {
  const tenant = await withTenant();
  const { page } = await signIn(tenant.key);
  expect((await page.get("/v1/agents")).status).toBe(200);
  await env.DB.prepare(`update api_keys set scopes = '["numbers:read"]' where id = ?`).bind(tenant.keyId).run();
  forgetAll();
  expect(await page.get("/v1/agents")).toMatchObject({ status: 403, body: { required_scope: "agents:read" } });
  expect((await page.get("/v1/session")).body.scopes).toEqual(["numbers:read"]);
});

test("a suspended tenant's session answers as its key does, and can still be read and ended", async () => {
  const tenant = await withTenant();
  const { page } = await signIn(tenant.key);
  await admin.post(`/v1/tenants/${tenant.id}/suspend`, { reason: "Invoice 17" });
  forgetAll();
  expect(await page.get("/v1/agents")).toMatchObject({
    status: 403,
    body: { code: "tenant_suspended", reason: "Invoice 17" },
  });
  expect((await page.get("/v1/session")).body.tenant).toMatchObject({ status: "suspended" });
  const again = await signIn(tenant.key);
  expect(again.session.tenant.status).toBe("suspended");
  expect((await page.delete("/v1/session")).status).toBe(204);
});

test("a cookie that is none, unknown or of another admin token is a session that is over", async () => {
  for (const value of ["nonsense", "a".repeat(64), "A".repeat(64), ""]) {
    const answer = await pageWith(`__Host-phone-manager-session=${value}`, null).get("/v1/me");
    expect.soft(answer, value).toMatchObject(ended);
    expect.soft(answer.headers.get("set-cookie")).toBe(clearedCookie);
    expect.soft(answer.headers.get("www-authenticate")).toMatch(/^Bearer/);
  }
  const answer = await pageWith("phone-manager-session=anything; other=1", null).get("/v1/me");
  expect(answer).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
  const { page, session } = await signIn(env.ADMIN_TOKEN);
  await env.DB.prepare("update sessions set hash = ? where id = ?").bind("0".repeat(64), session.id).run();
  forgetAll();
  expect(await page.get("/v1/tenants")).toMatchObject(ended);
});

test("a session counts against the rate limit of its key", async () => {
  const tenant = await withTenant();
  const { page } = await signIn(tenant.key);
  const remaining = async (api: typeof page) =>
    Number(/r=(\d+)/.exec((await api.get("/v1/me")).headers.get("ratelimit") ?? "")?.[1]);
  const before = await remaining(page);
  expect(await remaining(tenant.api)).toBe(before - 1);
  expect(await remaining(page)).toBe(before - 2);
});

test("an Idempotency-Key of a session works, and its secret answers open for this session alone", async () => {
  const tenant = await withTenant();
  const [one, other] = [await signIn(tenant.key), await signIn(tenant.key)];
  const create = (page: typeof one.page) =>
    page.post(`/v1/tenants/${tenant.id}/api-keys`, { name: "Once" }, { "idempotency-key": "once" });
  const first = await create(one.page);
  expect(first.status).toBe(201);
  const repeated = await create(one.page);
  expect(repeated).toMatchObject({ status: 201, body: { id: first.body.id, key: first.body.key } });
  const elsewhere = await create(other.page);
  expect(JSON.stringify(elsewhere.body)).not.toContain(first.body.key);
});

test("the cleanup deletes sessions 30 days after their end", async () => {
  const { expireSessions } = await import("#sessions/expire-sessions");
  const { contextOf } = await import("../support/inventory");
  const tenant = await withTenant();
  const [kept, gone] = [await signIn(tenant.key), await signIn(tenant.key)];
  const end = Date.now() - 30 * 24 * HOUR;
  await env.DB.prepare("update sessions set expires_at = ? where id = ?")
    .bind(end + 60_000, kept.session.id)
    .run();
  await env.DB.prepare("update sessions set expires_at = ? where id = ?").bind(end, gone.session.id).run();
  expect(await expireSessions({ ...contextOf(tenant.id), now: Date.now() }, 500)).toBe(1);
  expect(await rowOf(kept.session.id)).toMatchObject({ id: kept.session.id });
  expect(await rowOf(gone.session.id)).toBeNull();
});

test("a session says after which event a page that follows the feed begins, if its key may read events", async () => {
  const tenant = await withTenant({}, { scopes: ["events:read", "agents:write"] });
  const newest = async () => (await tenant.api.get("/v1/events?limit=1")).body.data[0].seq;
  const { page, session } = await signIn(tenant.key);
  expect(session.event_seq).toBe(await newest());
  const agent = { name: "Desk", destination: { kind: "say", message: "Hello." } };
  expect((await tenant.api.post("/v1/agents", agent)).status).toBe(201);
  const { body } = await page.get("/v1/session");
  expect(body.event_seq).toBe(session.event_seq + 1);
  expect(body.event_seq).toBe(await newest());
  // Also when all events have left the log for the archive.
  await env.DB.batch([
    env.DB.prepare("update tenants set archived_seq = ? where id = ?").bind(body.event_seq, tenant.id),
    env.DB.prepare("delete from events where tenant_id = ?").bind(tenant.id),
  ]);
  expect((await page.get("/v1/session")).body.event_seq).toBe(body.event_seq);
});
