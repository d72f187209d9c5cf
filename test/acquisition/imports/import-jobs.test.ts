import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { detachOne } from "#acquisition/imports/detach-one";
import { stalledImportJobs } from "#acquisition/imports/queries";
import { ITEMS_PER_RUN } from "#acquisition/imports/run-job";
import type { RoutingPlan } from "#kernel/values/routing-plan";
import type { Json } from "../../support/api";
import { freshNumber, withTenant } from "../../support/seed";
import { repetitions } from "../../support/soak";
import { countStatements } from "../../support/statements";
import { importOne, keepQuiet, World, withWorld } from "./world";

/** Jobs over whole accounts, and jobs that end early because an account, its secrets or its tenant is gone. */

keepQuiet();

const endJob = async (jobId: string): Promise<Json> =>
  await env.DB.prepare("select * from import_jobs where id = ?").bind(jobId).first<Json>();

test("jobs of a deleted account end, and a number that was detached stays so", async () => {
  const { world, e164 } = await withWorld();
  const { phoneNumberId } = await importOne(world, e164);
  await world.finish(await world.submit("detach", [phoneNumberId]));
  const whole = await world.submit("import", "all");
  const named = await world.submit("import", [freshNumber()]);
  await env.DB.prepare("update carrier_accounts set deleted_at = 1 where id = ?").bind(world.accountId).run();
  expect(await world.finish(whole)).toEqual([]);
  expect(await endJob(whole)).toMatchObject({
    error_code: "not_found",
    error_detail: expect.stringContaining("deleted"),
  });
  expect(await world.finish(named)).toMatchObject([{ step: "failed", errorCode: "not_found" }]);
  expect(await detachOne(world.context(), phoneNumberId, { force: false, dryRun: false })).toMatchObject({
    status: "succeeded",
  });
});

test("jobs whose account's secrets do not open end and say what to send", async () => {
  const { world, e164, carrierId } = await withWorld();
  const { phoneNumberId } = await importOne(world, e164);
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  await env.DB.prepare("update carrier_accounts set secrets = 'v1.none.AAAA' where id = ?").bind(world.accountId).run();
  const whole = await world.submit("import", "all");
  await world.finish(whole);
  expect(await endJob(whole)).toMatchObject({
    error_code: "carrier_credentials_invalid",
    error_detail: expect.stringContaining("PATCH /v1/carrier-accounts/"),
  });
  expect(await world.finish(await world.submit("detach", [phoneNumberId]))).toMatchObject([
    { step: "failed", errorCode: "carrier_credentials_invalid" },
  ]);
  expect(await world.inventory()).toEqual({ [carrierId]: ["active"] });
});

test("a list that Twilio never answers ends its job with the reason", async () => {
  const { world } = await withWorld();
  world.account.disturb = (request) => (request === "list" ? "lost_before" : undefined);
  const jobId = await world.submit("import", "all");
  await world.finish(jobId);
  expect(await endJob(jobId)).toMatchObject({ listed: 1, error_code: "carrier_unavailable" });
});

test("an import that a closed tenant has under way is put back, and what it had not begun is not", async () => {
  const { tenant, world, e164, carrierId, before } = await withWorld({ voice_url: "https://ivr.example.com/" });
  const jobId = await world.submit("import", [e164, freshNumber()]);
  world.account.disturb = (request) =>
    request === "read" && world.account.settingsOf(carrierId)?.voice_url?.includes("/twilio/") ? "busy" : undefined;
  await world.run(jobId);
  expect(world.account.settingsOf(carrierId)?.voice_url).toContain("/twilio/");
  world.account.disturb = () => undefined;
  await env.DB.prepare("update tenants set status = 'closed' where id = ?").bind(tenant.id).run();
  const whole = await world.submit("import", "all");
  const later = { ...world.context(), now: world.now + 3_600_000 };
  const stalled = await stalledImportJobs(later, { after: null, limit: 100 });
  expect(stalled.map(({ id }) => id)).toEqual(expect.arrayContaining([jobId, whole]));
  expect(await world.finish(jobId)).toMatchObject([{ step: "failed", errorCode: "tenant_closed" }, { step: "failed" }]);
  expect(world.account.settingsOf(carrierId)).toEqual(before);
  expect(await world.inventory()).toEqual({ [carrierId]: ["released"] });
  await world.finish(whole);
  expect(await endJob(whole)).toMatchObject({ error_code: "tenant_closed", item_count: 0 });
});

test("a list that shifts while it is read leaves no number out", async () => {
  const { world } = await withWorld();
  const jobId = await world.submit("import", "all", { dryRun: true });
  const numbers = Array.from({ length: 2_100 }, (_, at) => world.account.add(`+1415${String(2_000_000 + at)}`));
  let lists = 0;
  world.account.disturb = (request) => {
    // Before the second page is read, a number is inserted in front: one is listed twice.
    if (request === "list" && ++lists === 2) world.account.addFirst(freshNumber());
    if (request === "read") return "busy";
    return undefined;
  };
  for (let runs = 0; runs < 3; runs += 1) {
    world.now += 3_600_000;
    await world.run(jobId);
  }
  const { results } = await env.DB.prepare("select reference from import_items where job_id = ?")
    .bind(jobId)
    .all<Json>();
  const listed = new Set(results.map(({ reference }) => reference));
  expect(numbers.filter((carrierId) => !listed.has(carrierId))).toEqual([]);
});

/** Enough to list the account and to import some of it; in the soak a third, as each run costs as much as any other. */
const RUNS = repetitions(4, 100);

test("an account of 5,000 numbers is imported in runs that stay within what an invocation may do", async () => {
  const tenant = await withTenant();
  const world = await World.of(tenant.id);
  for (let i = 0; i < 5_000; i += 1) world.account.add(`+1415${2_000_000 + i}`);
  const { body: agent } = await tenant.api.post("/v1/agents", {
    name: "Desk",
    destination: { kind: "dial", phone_number: "+14155550100" },
  });
  const routing: RoutingPlan = {
    blockedCallers: [],
    countries: null,
    schedule: null,
    callers: [],
    agents: [{ agentId: agent.id, weight: 1 }],
    sticky: false,
    fallback: null,
  };
  const configuration = { friendlyName: null, tags: ["a"], metadata: {}, agentId: agent.id, routing };
  const jobId = await world.submit("import", "all", { configuration });
  const counter = countStatements();
  const costs: { statements: number; requests: number }[] = [];
  for (let runs = 0; runs < RUNS; runs += 1) {
    const before = { statements: counter.now(), requests: world.account.requests };
    await counter.during(() => world.run(jobId));
    costs.push({
      statements: counter.now() - before.statements,
      requests: world.account.requests - before.requests,
    });
  }
  for (const { statements, requests } of costs) {
    expect(statements).toBeLessThan(900);
    expect(requests).toBeLessThan(5 * ITEMS_PER_RUN + 10);
  }
  const { body } = await tenant.api.get(`/v1/import-jobs/${jobId}`);
  const succeeded = Math.min(5_000, RUNS * ITEMS_PER_RUN);
  expect(body).toMatchObject({ listed: true, counts: { succeeded, failed: 0, pending: 5_000 - succeeded } });
});
