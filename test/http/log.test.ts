import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { freshNumber, withTenant } from "../support/seed";

afterEach(() => vi.restoreAllMocks());

/** What is logged while the database fails, by every way to log. */
async function logged(work: () => Promise<unknown>): Promise<string> {
  const lines: unknown[] = [];
  for (const level of ["log", "error", "warn"] as const) {
    vi.spyOn(console, level).mockImplementation((...line) => void lines.push(line));
  }
  await work();
  return JSON.stringify(lines);
}

test("the log has no phone number, no parameter and no credential, not even of queries that fail", async () => {
  const { api, key } = await withTenant();
  const e164 = freshNumber();
  await api.post("/v1/orders", { items: [{ phone_number: e164 }] });
  const text = await logged(async () => {
    await api.get(`/v1/phone-numbers/${e164}`);
    const statement = Object.getPrototypeOf(env.DB.prepare("select 1"));
    for (const way of ["raw", "all", "run", "first"]) {
      vi.spyOn(statement, way).mockRejectedValue(new Error("D1_ERROR: database is locked"));
    }
    expect((await api.get(`/v1/phone-numbers/${e164}`)).status).toBe(503);
    expect((await api.get(`/v1/reservations?phone_number=${encodeURIComponent(e164)}`)).status).toBe(503);
  });
  expect(text).toContain("database is locked");
  expect(text).toContain("/v1/phone-numbers/:phone_number_id");
  expect(text).not.toContain(e164.slice(2));
  expect(text).not.toContain("params:");
  expect(text).not.toContain(key);
});
