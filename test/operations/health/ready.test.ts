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

async function ready(bindings: Partial<Env> = {}): Promise<{ status: number; body: Json }> {
  const request = new Request("https://pm.example.com/health/ready") as Request<unknown, IncomingRequestCfProperties>;
  const response = await worker.fetch(request, { ...env, ...bindings }, createExecutionContext());
  return { status: response.status, body: await response.json() };
}

test("all is well", async () => {
  expect(await ready()).toEqual({
    status: 200,
    body: {
      status: "ready",
      checks: [
        { name: "configuration", ok: true },
        { name: "database", ok: true, latency_ms: expect.any(Number) },
        { name: "objects", ok: true, latency_ms: expect.any(Number) },
        { name: "carrier", ok: true },
      ],
    },
  });
});

test("readiness names missing settings and no secret", async () => {
  const { status, body } = await ready({ TWILIO_ACCOUNT_SID: "", TWILIO_AUTH_TOKEN: "", ADMIN_TOKEN: "hunter2" });
  expect(status).toBe(503);
  expect(body.checks[0]).toMatchObject({
    ok: false,
    reason: expect.stringContaining("TWILIO_ACCOUNT_SID is not set."),
  });
  expect(body.checks[0].reason).toContain("ADMIN_TOKEN must have at least 24 characters.");
  expect(JSON.stringify(body)).not.toContain("hunter2");
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
    reason: "Tables are missing: apply the migrations.",
  });
});

test("an unreachable object fails its own check only", async () => {
  const NUMBERS = { getByName: () => ({ ping: () => Promise.reject(new Error("gone")) }) } as unknown as Env["NUMBERS"];
  const { status, body } = await ready({ NUMBERS });
  expect(status).toBe(503);
  expect(body.checks.map(({ ok }: Json) => ok)).toEqual([true, true, false, true]);
});

const search = ({ api }: Tenant) => api.get("/v1/available-phone-numbers?country=US&area_code=415");

test("a carrier without answers is reported, spared and probed; the Worker stays ready, and orders wait", async () => {
  const tenant = await withTenant();
  await sandbox.fault({ kind: "server_error", operation: "any", times: -1 });
  const begun = Date.now();
  for (let i = 0; i < MAX_FAILURES; i += 1) expect((await search(tenant)).status).toBe(503);
  const { status, body } = await ready();
  expect({ status, body }).toMatchObject({ status: 200, body: { status: "ready" } });
  const [, since = "", probeAt = ""] =
    /^No usable answers, circuit open since (\S+Z), next probe at (\S+Z)\.$/.exec(body.checks.at(-1).reason) ?? [];
  expect(body.checks.at(-1)).toMatchObject({ name: "carrier", ok: false });
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
  expect((await ready()).body.checks.at(-1)).toEqual({ name: "carrier", ok: true });
});
