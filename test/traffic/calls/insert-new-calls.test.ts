import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import type { Json } from "../../support/api";
import { freshCall, ownedBy, sendWebhook } from "../../support/carrier";
import { interceptQueries } from "../../support/database";
import { eventually } from "../../support/eventually";
import { withTenant } from "../../support/seed";

afterEach(() => {
  vi.restoreAllMocks();
});

/** Calls of several tenants at the same moment, each told of twice: that it rings, and that it goes on. */
async function crowd() {
  const tenants = await Promise.all(Array.from({ length: 3 }, () => withTenant()));
  const numbers = await Promise.all(tenants.map((tenant) => ownedBy(tenant)));
  const ringing = numbers.flatMap(({ path }) => Array.from({ length: 8 }, () => ({ path, fields: freshCall() })));
  await Promise.all(
    ringing.flatMap(({ path, fields }) => [
      sendWebhook(`${path}/voice`, { fields }),
      sendWebhook(`${path}/voice-status`, { fields: { ...fields, CallStatus: "ringing", SequenceNumber: "1" } }),
    ]),
  );
  return tenants;
}

test("calls that begin at the same moment are each recorded once with one event, without a gap in any tenant's log", async () => {
  const tenants = await crowd();
  for (const { id, api } of tenants) {
    await eventually(async () => {
      const { data } = (await api.get("/v1/calls?limit=100")).body;
      expect(data.filter(({ outcome }: Json) => outcome === "no_agent")).toHaveLength(8);
      expect(data).toHaveLength(8);
    });
    const { data } = (await api.get("/v1/events?limit=100&sort=seq")).body;
    const started = data.filter(({ type }: Json) => type === "call.started");
    expect(new Set(started.map(({ subject }: Json) => subject.id)).size).toBe(8);
    expect(started).toHaveLength(8);
    expect(data.map(({ seq }: Json) => seq)).toEqual(data.map((_: Json, at: number) => at + 1));
    const { results } = await env.DB.prepare("select count(*) as n from calls where tenant_id = ?").bind(id).all();
    expect(results).toEqual([{ n: 8 }]);
  }
});

/** Eight calls of each tenant, and of each one `call.started`. */
async function expectAllOnce(tenants: Awaited<ReturnType<typeof crowd>>): Promise<void> {
  for (const { api } of tenants) {
    await eventually(async () => expect((await api.get("/v1/calls?limit=100")).body.data).toHaveLength(8));
    expect((await api.get("/v1/events?type=call.started&limit=100")).body.data).toHaveLength(8);
  }
}

test("calls of which one is refused are written one by one, and that one as far as it can be", async () => {
  let refused = 0;
  const leave = interceptQueries((proceed, sql) => {
    if (!/insert into "calls"/.test(sql) || refused > 0) return proceed();
    refused += 1;
    throw new Error("D1_ERROR: CHECK constraint failed: SQLITE_CONSTRAINT");
  });
  const tenants = await crowd();
  await expectAllOnce(tenants);
  leave();
  expect(refused).toBe(1);
});

test("calls whose write got no answer from the database have one event all the same", async () => {
  let lost = 0;
  const leave = interceptQueries(async (proceed, sql) => {
    const answer = await proceed();
    if (!/insert into "calls"/.test(sql) || lost > 0) return answer;
    lost += 1;
    throw new Error("D1_ERROR: Network connection lost.");
  });
  const tenants = await crowd();
  // The second attempt comes after half a second.
  await eventually(async () => {
    const { results } = await env.DB.prepare("select version from calls").all();
    expect(results.length).toBeGreaterThanOrEqual(24);
  });
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  leave();
  expect(lost).toBe(1);
  await expectAllOnce(tenants);
});
