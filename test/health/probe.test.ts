import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { composeRun } from "../../src/compose";
import { health } from "../../src/health/probe";
import type { Context } from "../../src/kernel/context";
import { admin, type Json } from "../support/api";

const run = (change: Partial<Context> = {}) => {
  const ctx = composeRun(env, createExecutionContext())();
  return health.slice({ ...ctx, ...change }, null, () => true);
};

const openFindings = async (): Promise<Json[]> =>
  (await admin.get("/v1/findings?status=open&kind=delivery_unproven")).body.data;
const probed = async (): Promise<Json> => (await admin.get("/health/report")).body.probe;

test("a probe writes an event that arrives, and says so", async () => {
  const { body } = await admin.post("/v1/jobs/health/run");
  expect(body).toMatchObject({ status: "completed", counted: { proved: 3, not_proved: 0 } });
  const { body: log } = await admin.get("/v1/events?type=health.probed&sort=-seq&limit=1");
  expect(log.data[0]).toMatchObject({ request_id: body.id, data: { run_id: body.id }, actor: "system" });
});

test("a feed that is not woken, an object that hangs and a feed that refuses are told apart, and are findings until they are well", async () => {
  const feed = (change: object) => (tenantId: string) =>
    new Proxy(env.FEEDS.getByName(tenantId), {
      get: (target, name) => Reflect.get(change, name) ?? Reflect.get(target, name).bind(target),
    }) as unknown as ReturnType<Context["feedObject"]>;
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  const deaf = run({ feedObject: feed({ poke: async () => void vi.advanceTimersToNextTimerAsync() }) });
  await vi.waitFor(async () => {
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await Promise.race([deaf, "not yet"])).not.toBe("not yet");
  });
  vi.useRealTimers();
  const reasonOf = async (name: string) => (await probed()).checks.find((check: Json) => check.name === name);
  expect(await reasonOf("live_feed")).toMatchObject({ ok: false, reason: expect.stringContaining("did not arrive") });

  await run({ feedObject: feed({ issue: async () => "full" }) });
  expect(await reasonOf("live_feed")).toMatchObject({ ok: false, reason: "too_many_connections" });

  const numberObject = () => ({ nudge: () => Promise.reject(new Error("It hangs.\n at stack")) });
  await run({ numberObject: numberObject as unknown as Context["numberObject"] });
  expect(await reasonOf("number_object")).toMatchObject({ ok: false });
  expect((await reasonOf("number_object")).reason).not.toContain("stack");
  expect((await reasonOf("live_feed")).ok).toBe(true);
  expect((await openFindings()).map(({ subject }) => subject.id)).toEqual(["number_object"]);
  expect((await admin.get("/health/report")).body.attention).toContain("probe.number_object");

  await run();
  expect(await openFindings()).toEqual([]);
});
