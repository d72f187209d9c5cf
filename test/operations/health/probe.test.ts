import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { Context } from "#kernel/ports/context";
import type { FeedObject } from "#kernel/ports/feed-object";
import { health } from "#operations/health/probe";
import { createJobRun } from "#runtime/job-context";
import { admin, type Json } from "../../support/api";

const run = (change: Partial<Context> = {}) => {
  const ctx = createJobRun(env, createExecutionContext()).newContext();
  return health.slice({ ...ctx, ...change }, null, () => true);
};

/** The live feed, which does some things otherwise. */
const feedWith =
  (change: Partial<FeedObject>): Context["feedObject"] =>
  (tenantId) => {
    const object = env.FEEDS.getByName(tenantId);
    return {
      issueTicket: (request) => object.issueTicket(request),
      wake: () => object.wake(),
      fetch: (url, init) => object.fetch(url, init),
      ...change,
    };
  };

const openFindings = async (): Promise<Json[]> =>
  (await admin.get("/v1/findings?status=open&kind=delivery_unproven")).body.data;
const probed = async (): Promise<Json> => (await admin.get("/health/report")).body.probe;

test("a probe writes an event that arrives, and says so", async () => {
  const { body } = await admin.post("/v1/jobs/health/run");
  expect(body).toMatchObject({ status: "completed", counted: { proved: 3, not_proved: 0 } });
  const event = await env.DB.prepare(
    "select actor, request_id, data from events where type = 'health.probed' order by seq desc",
  ).first();
  expect(event).toEqual({ actor: "system", request_id: body.id, data: JSON.stringify({ run_id: body.id }) });
});

test("a feed that is not woken, a feed that refuses and an object that fails are separate findings until they recover", async () => {
  await run({ feedObject: feedWith({ wake: async () => true }) });
  const checkOf = async (name: string) => (await probed()).checks.find((check: Json) => check.name === name);
  expect(await checkOf("live_feed")).toMatchObject({
    ok: false,
    error: { code: "internal_error", detail: expect.stringContaining("did not arrive") },
  });

  await run({ feedObject: feedWith({ issueTicket: async () => "full" }) });
  expect(await checkOf("live_feed")).toMatchObject({
    ok: false,
    error: { code: "too_many_connections", detail: "Too many live connections." },
  });

  const numberObject = () => ({ reconcile: () => Promise.reject(new Error("It hangs.\n at stack")) });
  await run({ numberObject: numberObject as unknown as Context["numberObject"] });
  expect(await checkOf("number_object")).toMatchObject({ ok: false });
  expect((await checkOf("number_object")).error.detail).not.toContain("stack");
  expect((await checkOf("live_feed")).ok).toBe(true);
  expect((await openFindings()).map(({ subject }) => subject.id)).toEqual(["number_object"]);
  expect((await admin.get("/health/report")).body.attention).toContain("probe.number_object");

  await run();
  expect(await openFindings()).toEqual([]);
});
