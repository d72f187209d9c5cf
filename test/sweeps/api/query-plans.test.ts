import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { numberSnapshots } from "#acquisition/imports/table";
import { archiveEvents } from "#events/archive/archive-events";
import { sealEvents } from "#events/log/seal";
import { readBundlesJob } from "#operations/compliance/read-bundles";
import { readCampaigns, readTollFree } from "#operations/compliance/read-registrations";
import { checkTrunksJob } from "#operations/connection-checks/check-trunks-job";
import { resealSecretsJob } from "#operations/connection-checks/reseal-secrets-job";
import { verifyAccountsJob } from "#operations/connection-checks/verify-accounts-job";
import { guardActivity } from "#operations/inactivity/job";
import { runStatuses } from "#operations/job-runs/lease";
import { checkAgentsJob } from "#operations/readiness/check-agents-job";
import { evaluateAllJob, evaluateChangesJob } from "#operations/readiness/jobs";
import { accountSync } from "#operations/sync/account-job";
import { syncStatuses } from "#operations/sync/run-rules";
import { createJobContext } from "#runtime/job-context";
import { admin, caller } from "../../support/api";
import { pageWith, signIn } from "../../support/browser";
import { freshCall, ownedBy, sendWebhook } from "../../support/carrier";
import { eventually } from "../../support/eventually";
import { connectAccount, contextOf, stockImported } from "../../support/inventory";
import { runCleanup, runToEnd } from "../../support/jobs";
import { buy, combinations, pagesOf, scanningQueries, stocked } from "../../support/query-plans";
import { sandbox } from "../../support/sandbox";
import { freshNumber, withTenant } from "../../support/seed";
import { storeTrunk } from "../../support/sip-trunks";
import { connect } from "../../support/sockets";
import { noteStatements, statementsOf } from "../../support/statements";

beforeAll(noteStatements);

const period = { created_after: ["2020-01-01T00:00:00Z"], created_before: ["2100-01-01T00:00:00Z"] };

afterAll(() => {
  vi.restoreAllMocks();
});

test("a scan and a sort are noticed", async () => {
  expect(
    await scanningQueries([
      { sql: "select * from phone_numbers where carrier_id = ?", params: ["PN0"] },
      { sql: "select * from phone_numbers where tenant_id = ? order by updated_at", params: ["ten_0"] },
      { sql: "select * from phone_numbers where id = ?", params: ["num_0"] },
    ]),
  ).toEqual([
    "SCAN phone_numbers: … from phone_numbers where carrier_id = ?",
    "USE TEMP B-TREE FOR ORDER BY: … from phone_numbers where tenant_id = ? order by updated_at",
  ]);
});

test("runs are listed, and a job takes its lease and writes its run down, by index", async () => {
  const runTwice = async () => {
    for (let i = 0; i < 2; i += 1) expect((await admin.post("/v1/jobs/cleanup/run")).status).toBe(200);
  };
  const queries = [
    ...(await statementsOf(runTwice)),
    ...(await pagesOf(admin, "/v1/job-runs", combinations({ job: ["cleanup"], status: runStatuses, ...period }))),
    ...(await statementsOf(async () => {
      const { body } = await admin.get("/v1/jobs");
      expect((await admin.get(`/v1/job-runs/${body.data[0].last_run.id}`)).status).toBe(200);
    })),
  ];
  expect(queries.some(({ sql }) => sql.includes('update "job_leases"'))).toBe(true);
  expect(await scanningQueries(queries)).toEqual([]);
});

test("assigning, planning, simulating and deleting an agent find all they need by index", async () => {
  const { api } = await stocked();
  const { body: owned } = await api.get("/v1/phone-numbers");
  const path = `/v1/phone-numbers/${owned.data[0].id}`;
  const queries = await statementsOf(async () => {
    const once = { "idempotency-key": crypto.randomUUID() };
    const made = await api.post("/v1/agents", { name: "Desk", destination: { kind: "say", message: "Hello." } }, once);
    const agent = `/v1/agents/${made.body.id}`;
    await api.patch(agent, { name: "Sales" });
    await api.post(`${path}/assign`, { agent_id: made.body.id });
    await api.put(`${path}/routing`, { agents: [{ agent_id: made.body.id, weight: 1 }] });
    const dialling = { kind: "dial", phone_number: owned.data[1].phone_number };
    expect((await api.patch(agent, { destination: dialling })).status).toBe(200);
    await api.get(`${path}/routing`);
    await api.post("/v1/routing/simulate", { phone_number_id: owned.data[0].id, agent_id: made.body.id });
    expect((await api.delete(agent)).status).toBe(409);
    expect((await api.delete(`${agent}?force=true`)).status).toBe(204);
    await api.delete(`${path}/routing`);
    await api.post(`${path}/unassign`);
  });
  expect(queries.length).toBeGreaterThan(20);
  expect(await scanningQueries(queries)).toEqual([]);
});

test("what the live feed reads to let somebody in and to go on is found by index", async () => {
  const tenant = await stocked();
  const queries = await statementsOf(async () => {
    const client = await connect(tenant, { query: "after_seq=0" });
    await eventually(() => expect(client.typed("caught_up")).toHaveLength(1));
  });
  expect(queries.some(({ sql }) => sql.includes('order by "events"."seq" asc'))).toBe(true);
  expect(queries.some(({ sql }) => sql.includes("archived_seq"))).toBe(true);
  expect(await scanningQueries(queries)).toEqual([]);
});

test("whatever the cleanup job looks for has an index", async () => {
  const queries = await statementsOf(runCleanup);
  for (const table of [
    "reservations",
    "order_items",
    "bulk_items",
    "phone_numbers",
    "findings",
    "idempotency_keys",
    "job_runs",
    "webhook_endpoints",
    "calls",
    "messages",
    "usage_daily",
    "webhook_refusals",
  ]) {
    expect(queries.some(({ sql }) => sql.includes(`from "${table}"`))).toBe(true);
  }
  expect(await scanningQueries(queries)).toEqual([]);
});

test("what is to be sealed, verified, archived and forgotten of the log has an index", async () => {
  const tenant = await stocked();
  const moment = (now: number) => ({ ...createJobContext(env, createExecutionContext()), now });
  const queries = await statementsOf(async () => {
    await sealEvents(moment(Date.now()), null);
    await tenant.api.get("/v1/events/verify?from_seq=2&to_seq=4");
    await tenant.api.get("/v1/events/verify");
    await archiveEvents(moment(Date.now() + 100 * 24 * 60 * 60_000), null);
    await env.DB.prepare("insert into event_archives values (?, '2000-01-01', 0, 0, '', '', '', 0, 1)")
      .bind(tenant.id)
      .run();
    const { body } = await tenant.api.get("/v1/events/archives?limit=1");
    await tenant.api.get(`/v1/events/archives?limit=1&cursor=${body.next_cursor}`);
    await tenant.api.get("/v1/events/archives/2000-01-01");
  });
  for (const part of [
    'update "events"',
    'update "event_seals"',
    'delete from "events"',
    'insert into "event_archives"',
  ]) {
    expect(
      queries.some(({ sql }) => sql.startsWith(part)),
      part,
    ).toBe(true);
  }
  expect(await scanningQueries(queries)).toEqual([]);
});

test("a bulk job, each of its items and its outcome are found by index", async () => {
  const tenant = await stocked();
  const { body: owned } = await tenant.api.get("/v1/phone-numbers");
  const queries = await statementsOf(async () => {
    const once = { "idempotency-key": crypto.randomUUID() };
    const named = [owned.data[0].id, owned.data[1].phone_number];
    const job = await tenant.api.post("/v1/bulk-jobs", { action: "lock", phone_numbers: named }, once);
    const path = `/v1/bulk-jobs/${job.body.id}`;
    await eventually(async () => expect((await tenant.api.get(path)).body.status).toBe("completed"));
  });
  expect(queries.some(({ sql }) => sql.includes('update "bulk_items"'))).toBe(true);
  expect(await scanningQueries(queries)).toEqual([]);
});

test("everything on a number's way from search to release is found by index", async () => {
  const { api, id, key, keyId } = await stocked();
  const queries = await statementsOf(async () => {
    const once = { "idempotency-key": crypto.randomUUID() };
    await api.get("/v1/available-phone-numbers?country=US&limit=2");
    const { body: held } = await api.post("/v1/reservations", { phone_number: freshNumber() }, once);
    await api.post(`/v1/reservations/${held.id}/extend`, {});
    await api.get(`/v1/reservations/${held.id}`);
    await api.delete(`/v1/reservations/${held.id}`);
    const order = await buy({ api, id, key, keyId });
    await api.get(`/v1/orders/${order.id}`);
    const { phone_number, phone_number_id } = order.items[0];
    await api.get(`/v1/phone-numbers/${encodeURIComponent(phone_number)}`);
    await api.patch(`/v1/phone-numbers/${phone_number_id}`, { friendly_name: "Desk" });
    await api.post(`/v1/phone-numbers/${phone_number_id}/suspend`);
    await api.post(`/v1/phone-numbers/${phone_number_id}/resume`);
    await api.post(`/v1/phone-numbers/${phone_number_id}/release`);
    await api.get("/v1/me");
    await admin.patch(`/v1/tenants/${id}`, { name: "Other" });
    for (const credential of [key, env.ADMIN_TOKEN]) {
      const { cookie, page } = await signIn(credential, credential === key ? {} : { tenant_id: id });
      const { body } = await page.patch("/v1/session", { tenant_id: null });
      await pageWith(cookie, body.csrf_token ?? null).get("/v1/session");
      await page.delete("/v1/session");
      await caller(credential).delete("/v1/sessions");
    }
    await admin.delete(`/v1/tenants/${id}/api-keys/${keyId}`);
  });
  expect(queries.length).toBeGreaterThan(20);
  expect(await scanningQueries(queries)).toEqual([]);
});

test("addresses and bundles are found by index, whether an order names them, a default does, or a dry run asks", async () => {
  const { api } = await withTenant();
  const papers = { address_sid: await sandbox.address("DE"), bundle_sid: await sandbox.bundle("DE", "local") };
  const queries = await statementsOf(async () => {
    const path = "/v1/regulatory-defaults/DE/local";
    await api.put(path, { bundle_sid: papers.bundle_sid });
    await api.put(path, papers);
    await api.get(path);
    const wanted = { items: [{ phone_number: "+493023456111" }, { phone_number: "+493023456112" }] };
    await api.post("/v1/orders/quote", wanted);
    expect((await api.post("/v1/orders", wanted)).body.status).toBe("completed");
    await api.post("/v1/orders", { items: [{ phone_number: "+493023456113" }], configuration: papers });
    await api.delete(path);
    await admin.delete(`/v1/regulatory-claims/${papers.bundle_sid}`);
  });
  for (const does of [
    'delete from "regulatory_claims"',
    'update "order_items"',
    'insert into "regulatory_claims"',
    'delete from "regulatory_defaults"',
  ]) {
    expect(queries.some(({ sql }) => sql.startsWith(does))).toBe(true);
  }
  expect(await scanningQueries(queries)).toEqual([]);
});

test("numbers are judged, agents asked and the unused found by index", async () => {
  const tenant = await withTenant();
  const { id, path } = await ownedBy(tenant);
  const agent = await tenant.api.post("/v1/agents", { name: "Desk", destination: { kind: "say", message: "Hello." } });
  await tenant.api.post(`/v1/phone-numbers/${id}/assign`, { agent_id: agent.body.id });
  await sendWebhook(`${path}/voice`, { fields: freshCall() });
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 40 * 24 * 60 * 60_000 });
  const queries = await statementsOf(async () => {
    for (const job of [checkAgentsJob, evaluateChangesJob, evaluateAllJob, guardActivity]) {
      for (const cursor of [
        null,
        ...(job === evaluateChangesJob ? ['["queue",""]'] : [""]),
        ...(job === guardActivity ? ["closing", "closing 0 x"] : []),
      ]) {
        await job.slice(createJobContext(env, createExecutionContext()), cursor, () => true);
      }
    }
    await tenant.api.get(`/v1/phone-numbers/${id}/readiness`);
    await tenant.api.get("/v1/phone-numbers?ready=true");
  });
  vi.useRealTimers();
  expect(queries.length).toBeGreaterThan(20);
  expect(await scanningQueries(queries)).toEqual([]);
});

test("papers, bundles and registrations are read and written by index, whatever changes", async () => {
  const tenant = await withTenant();
  const papers = { address_sid: await sandbox.address("DE"), bundle_sid: await sandbox.bundle("DE", "local") };
  const items = [{ phone_number: "+493023456211" }];
  expect((await tenant.api.post("/v1/orders", { items, configuration: papers })).body.status).toBe("completed");
  const { e164 } = await ownedBy(tenant);
  const service = await sandbox.service([e164], "VERIFIED");
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
  const queries = await statementsOf(async () => {
    await admin.post("/v1/sync");
    for (const change of [
      () => sandbox.changeService(service, { campaign_status: "FAILED" }),
      () => sandbox.endService(service),
    ]) {
      for (const job of [readBundlesJob, readCampaigns, readTollFree]) {
        await job.slice(createJobContext(env, createExecutionContext()), null, () => true);
      }
      await evaluateChangesJob.slice(createJobContext(env, createExecutionContext()), null, () => true);
      await change();
      await sandbox.review(papers.bundle_sid, "twilio-rejected");
    }
    await readCampaigns.slice(createJobContext(env, createExecutionContext()), null, () => true);
  });
  vi.useRealTimers();
  for (const table of ["number_documents", "bundle_states", "messaging_registrations", "messaging_rounds"]) {
    expect(queries.filter(({ sql }) => sql.includes(table)).length, table).toBeGreaterThan(1);
  }
  expect(await scanningQueries(queries)).toEqual([]);
});

test("the sync, with everything it can find, reads by indexes", async () => {
  const tenant = await withTenant();
  const [kept, gone, orphan] = [await buy(tenant), await buy(tenant), freshNumber()];
  const [{ phone_number: lost }] = gone.items;
  await sandbox.lose(lost);
  await sandbox.addBehindOurBack(orphan, `pm:${kept.items[0].id ?? "itm_0"}`);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 20 * 60_000 });
  const queries = await statementsOf(async () => {
    for (let runs = 0; runs < 3; runs += 1) {
      const { body } = await admin.post("/v1/sync");
      expect(body.differences).toMatchObject({ orphaned: { open: 1 } });
      await admin.get(`/v1/sync/${body.id}/differences?kind=orphaned`);
      const { next_cursor } = (await admin.get(`/v1/sync/${body.id}/differences?limit=1`)).body;
      await admin.get(`/v1/sync/${body.id}/differences?limit=1&cursor=${next_cursor}`);
      const page = (await admin.get("/v1/sync?limit=1")).body;
      await admin.get(`/v1/sync?cursor=${page.next_cursor ?? ""}`);
      for (const way of combinations({ status: syncStatuses, tenant_id: [tenant.id], ...period })) {
        expect((await admin.get(`/v1/sync?limit=1${way}`)).status).toBe(200);
      }
      vi.setSystemTime(Date.now() + 20 * 60_000);
    }
    const orphans = await admin.get("/v1/findings?kind=number_orphaned");
    await admin.post(`/v1/findings/${orphans.body.data[0].id}/adopt`, { tenant_id: tenant.id });
    await admin.post("/v1/sync");
  });
  vi.useRealTimers();
  expect(queries.length).toBeGreaterThan(30);
  expect(await scanningQueries(queries)).toEqual([]);
});

test("the jobs about accounts and trunks, and the cleanup of imports, find all they look for by index", async () => {
  const tenant = await withTenant();
  const ctx = contextOf(tenant.id);
  const account = await connectAccount(ctx, { accountSid: `AC${"8".repeat(32)}`, authToken: "a token" });
  const number = freshNumber();
  const id = await stockImported(ctx, { e164: number, carrier_account_id: account });
  await tenant.api.post(`/v1/carrier-accounts/${account}/import`, { phone_numbers: [number] });
  expect((await tenant.api.post("/v1/sip-trunks", { name: "PBX", provider: "byoc" })).status).toBe(201);
  await storeTrunk(tenant, { provisioning: "pending", carrierAccountId: account });
  await ctx.db.insert(numberSnapshots).values({
    phoneNumberId: id,
    tenantId: tenant.id,
    carrierId: "PN1",
    settings: await ctx.vault.seal("{}", { tenantId: tenant.id, rowId: id }),
    secretsKeyId: "older",
    createdAt: 1,
  });
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 2 * 60 * 60_000 });
  const ofJobs = await statementsOf(async () => {
    for (const job of [verifyAccountsJob, resealSecretsJob, accountSync, checkTrunksJob]) await runToEnd(job);
  });
  await env.DB.prepare("update import_jobs set ended_at = null, wake_at = 0 where carrier_account_id = ?")
    .bind(account)
    .run();
  const queries = [...ofJobs, ...(await statementsOf(runCleanup))];
  vi.useRealTimers();
  for (const table of [
    "carrier_accounts",
    "sip_trunks",
    "webhook_endpoints",
    "sync_runs",
    "number_snapshots",
    "import_jobs",
  ]) {
    expect(
      queries.some(({ sql }) => sql.includes(`from "${table}"`)),
      table,
    ).toBe(true);
  }
  expect(await scanningQueries(queries)).toEqual([]);
});

test("the report on the platform's health counts along indexes, and the probe writes by them", async () => {
  const queries = await statementsOf(async () => {
    expect((await admin.post("/v1/jobs/health/run")).body.status).toBe("completed");
    expect((await admin.get("/health/report")).status).toBe(200);
  });
  // Nobody's key stands behind the probe's connection, so of the keys nothing is read.
  const reading = queries.filter(({ sql }) => !sql.endsWith('from "api_keys" where false'));
  expect(reading.length).toBeGreaterThan(20);
  expect(await scanningQueries(reading)).toEqual([]);
});
