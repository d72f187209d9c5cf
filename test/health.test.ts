import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import worker from "../src/index";
import type { Json } from "./support/api";

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
        { name: "database", ok: true },
        { name: "objects", ok: true },
      ],
    },
  });
});

test("what is missing is named, and no secret with it", async () => {
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
  expect(body.checks[1]).toEqual({ name: "database", ok: false, reason: "Tables are missing: apply the migrations." });
});

test("an object that cannot be reached is told from the rest", async () => {
  const NUMBERS = { getByName: () => ({ ping: () => Promise.reject(new Error("gone")) }) } as unknown as Env["NUMBERS"];
  const { status, body } = await ready({ NUMBERS });
  expect(status).toBe(503);
  expect(body.checks.map(({ ok }: Json) => ok)).toEqual([true, true, false]);
});
