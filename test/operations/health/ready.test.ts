import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { MAX_FAILURES } from "#carriers/breaker";
import worker from "#index";
import { finishedOrder } from "../../acquisition/orders/finished-order";
import type { Json } from "../../support/api";
import { sandbox } from "../../support/sandbox";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";

afterEach(async () => {
  vi.useRealTimers();
  await sandbox.clearFaults();
});

/** The suite's own origin is a placeholder, which no deployment may have. */
const reachable = { PUBLIC_ORIGIN: "https://numbers.acme-voice.dev" };

async function ready(bindings: Partial<Env> = {}): Promise<{ status: number; body: Json }> {
  const request = new Request("https://pm.example.com/health/ready") as Request<unknown, IncomingRequestCfProperties>;
  const response = await worker.fetch(request, { ...env, ...reachable, ...bindings }, createExecutionContext());
  return { status: response.status, body: await response.json() };
}

const search = ({ api }: Pick<Tenant, "api">) => api.get("/v1/available-phone-numbers?country=US&area_code=415");

test("all is well", async () => {
  expect(await ready()).toEqual({
    status: 200,
    body: {
      status: "ready",
      checks: [
        { name: "configuration", ok: true, error: null },
        { name: "database", ok: true, latency_ms: expect.any(Number), error: null },
        { name: "objects", ok: true, latency_ms: expect.any(Number), error: null },
        { name: "carrier", ok: true, error: null },
      ],
    },
  });
});

test("readiness names missing settings and no secret", async () => {
  const { status, body } = await ready({ TWILIO_ACCOUNT_SID: "", TWILIO_AUTH_TOKEN: "", ADMIN_TOKEN: "hunter2" });
  expect(status).toBe(503);
  expect(body.checks[0]).toMatchObject({
    ok: false,
    error: { code: "not_configured", detail: expect.stringContaining("TWILIO_ACCOUNT_SID is not set.") },
  });
  expect(body.checks[0].error.detail).toContain("ADMIN_TOKEN must have at least 24 characters.");
  expect(JSON.stringify(body)).not.toContain("hunter2");
});

test.each([
  ["https://phone-manager.example.com", "PUBLIC_ORIGIN is still a placeholder, phone-manager.example.com."],
  ["https://example.org", "PUBLIC_ORIGIN is still a placeholder, example.org."],
  ["https://numbers.example", "PUBLIC_ORIGIN is still a placeholder, numbers.example."],
  ["http://localhost:8787", "PUBLIC_ORIGIN is an address of this machine alone."],
  ["https://127.0.0.1", "PUBLIC_ORIGIN is an address of this machine alone."],
  ["", "PUBLIC_ORIGIN is not set."],
])("an origin that Twilio cannot reach is named: %j", async (PUBLIC_ORIGIN, reason) => {
  const { status, body } = await ready({ PUBLIC_ORIGIN });
  expect([status, body.status]).toEqual([503, "unready"]);
  expect(body.checks[0]).toEqual({
    name: "configuration",
    ok: false,
    error: { code: "not_configured", detail: expect.stringContaining(reason) },
  });
});

test.each(["https://example.community", "https://my-example.com", "https://phone-manager.acme.workers.dev"])(
  "an origin like %s is none of these",
  async (PUBLIC_ORIGIN) => {
    expect((await ready({ PUBLIC_ORIGIN })).body.checks[0]).toEqual({ name: "configuration", ok: true, error: null });
  },
);

test("an origin of this machine is right beside a stand-in for Twilio on it", async () => {
  const local = { PUBLIC_ORIGIN: "http://127.0.0.1:8787", TWILIO_BASE_URL: "http://127.0.0.1:8788" };
  expect((await ready(local)).body.checks[0]).toEqual({ name: "configuration", ok: true, error: null });
});

test("credentials that Twilio rejects make it unready, and the check and the search's 502 name the settings", async () => {
  const wrong = { TWILIO_ACCOUNT_SID: `AC${"7".repeat(32)}`, TWILIO_AUTH_TOKEN: "wrong" };
  const { status, body } = await ready(wrong);
  expect([status, body.status]).toEqual([503, "unready"]);
  const names = /settings TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN/;
  expect(body.checks.at(-1)).toEqual({
    name: "carrier",
    ok: false,
    error: { code: "carrier_credentials_invalid", detail: expect.stringMatching(names) },
  });

  const { api } = await withTenant();
  await sandbox.fault({ kind: "refuse", status: 401, code: 20003, message: "Authenticate", times: 100 });
  const refused = await search({ api });
  expect(refused).toMatchObject({ status: 502, body: { code: "carrier_credentials_invalid", carrier_code: 20003 } });
  expect(refused.body.detail).toMatch(names);
  expect((await ready()).body.checks.at(-1)).toMatchObject({
    ok: false,
    error: { code: "carrier_credentials_invalid", detail: expect.stringMatching(names) },
  });

  await sandbox.clearFaults();
  expect((await search({ api })).status).toBe(200);
  expect((await ready()).body.checks.at(-1)).toEqual({ name: "carrier", ok: true, error: null });
});

test("a database without its tables says to apply the migrations", async () => {
  await env.DB.exec("alter table tenants rename to tenants_away");
  const { status, body } = await ready();
  await env.DB.exec("alter table tenants_away rename to tenants");
  expect(status).toBe(503);
  expect(body.checks[1]).toEqual({
    name: "database",
    ok: false,
    latency_ms: expect.any(Number),
    error: { code: "not_configured", detail: "Tables are missing: apply the migrations." },
  });
});

test("an unreachable object fails its own check only", async () => {
  const NUMBERS = { getByName: () => ({ ping: () => Promise.reject(new Error("gone")) }) } as unknown as Env["NUMBERS"];
  const { status, body } = await ready({ NUMBERS });
  expect(status).toBe(503);
  const codes = body.checks.map(({ ok, error }: Json) => [ok, error?.code]);
  expect(codes).toEqual([
    [true, undefined],
    [true, undefined],
    [false, "storage_unavailable"],
    [true, undefined],
  ]);
});

test("a carrier without answers is reported, spared and probed; the Worker stays ready, and orders wait", async () => {
  const tenant = await withTenant();
  await sandbox.fault({ kind: "server_error", operation: "any", times: -1 });
  const begun = Date.now();
  for (let i = 0; i < MAX_FAILURES; i += 1) expect((await search(tenant)).status).toBe(503);
  const { status, body } = await ready();
  expect({ status, body }).toMatchObject({ status: 200, body: { status: "ready" } });
  const [, since = "", probeAt = ""] =
    /^No usable answers, circuit open since (\S+Z), next probe at (\S+Z)\.$/.exec(body.checks.at(-1).error.detail) ??
    [];
  expect(body.checks.at(-1)).toMatchObject({ name: "carrier", ok: false, error: { code: "carrier_unavailable" } });
  expect(Date.parse(since)).toBeGreaterThanOrEqual(begun);
  expect(Date.parse(probeAt) - Date.parse(since)).toBe(5_000);

  const detail = expect.stringContaining("no request was sent");
  expect(await search(tenant)).toMatchObject({ status: 503, body: { code: "carrier_unavailable", detail } });
  const e164 = freshNumber();
  const placed = await tenant.api.post("/v1/orders", { items: [{ phone_number: e164 }] });
  expect(placed).toMatchObject({ status: 202, body: { status: "processing" } });
  expect((await sandbox.requests("list", e164)).requests).toEqual([]);

  await sandbox.clearFaults();
  expect(await finishedOrder(tenant, placed.body.id)).toMatchObject({ status: "completed" });
  expect((await sandbox.requests("list", e164)).requests).toHaveLength(1);
  expect((await ready()).body.checks.at(-1)).toEqual({ name: "carrier", ok: true, error: null });
});
