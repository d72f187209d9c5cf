import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { admin, caller } from "../support/api";
import { withTenant } from "../support/seed";

const timingOf = ({ headers }: { headers: Headers }) => headers.get("server-timing");

test("the platform gets the time and number of database calls, and the total time", async () => {
  const { body: made } = await admin.post("/v1/tenants", { name: "Timed" });
  const one = await admin.get(`/v1/tenants/${made.id}`);
  expect(timingOf(one)).toMatch(/^db;dur=\d+;desc="1 calls", total;dur=\d+$/);
  const report = await admin.get("/health/report");
  const [, count] = /^db;dur=\d+;desc="(\d+) calls"/.exec(timingOf(report) ?? "") ?? [];
  expect(Number(count)).toBe(8);
});

test("a request that calls the carrier has the carrier's time, too", async () => {
  const { body: key } = await admin.post("/v1/tenants/ten_platform/api-keys", { scopes: ["admin", "numbers:read"] });
  const found = await caller(key.key).get("/v1/available-phone-numbers?country=US&area_code=415");
  expect(found.status).toBe(200);
  expect(timingOf(found)).toMatch(/carrier;dur=\d+;desc="\d+ calls"/);
});

test("batches keep their results, and a refused request is timed as well", async () => {
  const { body: tenant } = await admin.post("/v1/tenants", { name: "Batch" });
  const stored = await env.DB.prepare("select name from tenants where id = ?").bind(tenant.id).first("name");
  expect(stored).toBe("Batch");
  const refused = await admin.get("/v1/tenants/ten_0");
  expect(refused.status).toBe(404);
  expect(timingOf(refused)).toContain("db;dur=");
});

test("tenants get no timings", async () => {
  const { api } = await withTenant();
  expect(timingOf(await api.get("/v1/phone-numbers"))).toBeNull();
  expect(timingOf(await api.get("/v1/tenants"))).toBeNull();
});
