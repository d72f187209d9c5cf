import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { sealEvents } from "#events/log/seal";
import { dataOfTenant } from "#operations/closing/delete-data";
import { closeTenants } from "#operations/closing/job";
import { createJobContext } from "#runtime/job-context";
import { admin, caller, type Json } from "../../support/api";
import { freshCall, freshMessage, ownedBy, sendWebhook } from "../../support/carrier";
import { verified } from "../../support/event-log";
import { eventually } from "../../support/eventually";
import { rightBefore } from "../../support/interleave";
import { connectAccount, contextOf, stockOnTrunk } from "../../support/inventory";
import { runAll, runCleanup, runToEnd } from "../../support/jobs";
import { portingRequest, transition } from "../../support/porting";
import { sandbox } from "../../support/sandbox";
import { sandboxAccount } from "../../support/sandbox-account";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";
import { storeTrunk } from "../../support/sip-trunks";

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const DAY = 24 * 60 * 60_000;
const passDays = (days: number) => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + days * DAY + 1 });

const statusOf = (id: string) =>
  env.DB.prepare("select status from phone_numbers where id = ?").bind(id).first("status");

/** The rows that a tenant has in each table that is to be empty, and in the objects of its export. */
async function rowsOf({ id }: Tenant): Promise<{ left: Record<string, number>; exported: Record<string, Json[]> }> {
  const left: Record<string, number> = {};
  for (const { name } of dataOfTenant) {
    left[name] =
      (await env.DB.prepare(`select count(*) as n from ${name} where tenant_id = ?`).bind(id).first("n")) ?? 0;
  }
  const exported: Record<string, Json[]> = {};
  const { objects } = await env.ARCHIVE.list({ prefix: `exports/${id}/` });
  for (const { key } of objects) {
    const object = await env.ARCHIVE.get(key);
    const text = await new Response(object?.body.pipeThrough(new DecompressionStream("gzip"))).text();
    const [table = ""] = key.slice(`exports/${id}/`.length).split(".");
    exported[table] = [
      ...(exported[table] ?? []),
      ...text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ];
  }
  return { left, exported };
}

async function busyTenant(): Promise<{ tenant: Tenant; number: Awaited<ReturnType<typeof ownedBy>> }> {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  const agent = await tenant.api.post("/v1/agents", { name: "Desk", destination: { kind: "say", message: "Hello." } });
  await tenant.api.post(`/v1/phone-numbers/${number.id}/assign`, { agent_id: agent.body.id });
  await tenant.api.put(`/v1/phone-numbers/${number.id}/routing`, { agents: [{ agent_id: agent.body.id, weight: 1 }] });
  await tenant.api.patch(`/v1/phone-numbers/${number.id}`, {
    deletion_lock: true,
    tags: ["vip"],
    metadata: { crm: "7" },
  });
  await tenant.api.post("/v1/webhook-endpoints", { url: "https://hooks.example.com/sandbox/receiver/closing" });
  await tenant.api.post("/v1/bulk-jobs", { action: "tag", tags: ["x"], phone_numbers: [number.e164] });
  await sendWebhook(`${number.path}/voice`, { fields: freshCall({ To: number.e164 }) });
  await sendWebhook(`${number.path}/sms`, { fields: freshMessage({ To: number.e164 }) });
  await eventually(async () => expect((await tenant.api.get("/v1/messages")).body.data).toHaveLength(1));
  return { tenant, number };
}

test("closing revokes the keys at once, keeps the numbers for the grace period, and says when they go", async () => {
  const { tenant, number } = await busyTenant();
  const closed = await admin.post(`/v1/tenants/${tenant.id}/close`, { reason: "Contract ended", grace_days: 5 });
  expect(closed).toMatchObject({ status: 200, body: { status: "closed", status_reason: "Contract ended" } });
  const at = Date.parse(closed.body.status_since);
  expect(Date.parse(closed.body.release_numbers_at) - at).toBe(5 * DAY);
  expect(Date.parse(closed.body.delete_data_at) - at).toBe(90 * DAY);
  expect((await sendWebhook(`${number.path}/voice`, { fields: freshCall({ To: number.e164 }) })).body).toContain(
    "temporarily out of service",
  );
  await runAll(closeTenants);
  expect(await statusOf(number.id)).toBe("active");
  passDays(1);
  expect((await tenant.api.get("/v1/me")).body).toMatchObject({ code: "api_key_revoked" });
  expect((await admin.post(`/v1/tenants/${tenant.id}/api-keys`, {})).body).toMatchObject({
    code: "illegal_transition",
  });
  passDays(5);
  await runAll(closeTenants);
  expect(await statusOf(number.id)).toBe("cooling_off");
});

test("ports of a closed tenant are canceled, and its rows stay until no carrier moves numbers for it any more", async () => {
  vi.spyOn(Object.getPrototypeOf(env.PORTING), "send").mockResolvedValue(undefined);
  const tenant = await withTenant();
  const early = await portingRequest(tenant, { status: "in_process" });
  const late = await portingRequest(tenant, {
    status: "foc_confirmed",
    numberStatus: "foc_confirmed",
    focAt: Date.now() + 13 * DAY,
  });
  const draft = await portingRequest(tenant, { status: "draft" });
  await admin.post(`/v1/tenants/${tenant.id}/close`, { grace_days: 0, retention_days: 0 });
  passDays(12);
  await runAll(closeTenants);
  const statuses = async () =>
    Promise.all(
      [early, late, draft].map(({ id }) =>
        env.DB.prepare("select status from porting_requests where id = ?").bind(id).first("status"),
      ),
    );
  expect(await statuses()).toEqual(["cancel_requested", "foc_confirmed", "draft"]);
  expect((await transition(early.id, "confirm_cancellation")).status).toBe(200);
  await runAll(closeTenants);
  expect(await statuses()).toEqual(["canceled", "foc_confirmed", "draft"]);
  await transition(late.id, "confirm_cancellation");
  await runAll(closeTenants);
  expect(await statuses()).toEqual([null, null, null]);
});

test("a number that the platform takes over stays in service, and a tenant reopened in time keeps what it has", async () => {
  const { tenant, number } = await busyTenant();
  const other = await withTenant();
  await admin.post(`/v1/tenants/${tenant.id}/close`, { grace_days: 0 });
  const path = `/v1/tenants/${tenant.id}/phone-numbers/${number.id}/transfer`;
  expect((await admin.post(path, { tenant_id: other.id, force: true })).status).toBe(200);
  await runAll(closeTenants);
  expect(await statusOf(number.id)).toBe("active");
  expect(await admin.post(`/v1/tenants/${tenant.id}/reopen`, {})).toMatchObject({
    status: 200,
    body: { status: "active", release_numbers_at: null, delete_data_at: null },
  });
  passDays(100);
  await runAll(closeTenants);
  expect((await rowsOf(tenant)).left).toMatchObject({ calls: 1, messages: 1, agents: 1, orders: 1 });
});

test("a tenant that is reopened while its numbers are released keeps those that are left", async () => {
  const tenant = await withTenant();
  const numbers = [await ownedBy(tenant), await ownedBy(tenant), await ownedBy(tenant)];
  await admin.post(`/v1/tenants/${tenant.id}/close`, { grace_days: 0 });
  rightBefore('update "phone_numbers"', () => admin.post(`/v1/tenants/${tenant.id}/reopen`, {}));
  await runAll(closeTenants);
  const statuses = await Promise.all(numbers.map(({ id }) => statusOf(id)));
  expect(statuses.toSorted()).toEqual(["active", "active", "cooling_off"]);
});

test("from the time at which its data is to be deleted a tenant cannot be reopened, so nothing of it is half deleted", async () => {
  const { tenant } = await busyTenant();
  await admin.post(`/v1/tenants/${tenant.id}/close`, { grace_days: 0, retention_days: 0 });
  passDays(12);
  const reopened = await admin.post(`/v1/tenants/${tenant.id}/reopen`, {});
  expect(reopened).toMatchObject({ status: 409, body: { code: "illegal_transition" } });
  expect(reopened.body.detail).toContain("is being deleted since");
});

test("after the retention all data is exported and deleted, the settings of the numbers too, and the event log still verifies", async () => {
  const { tenant, number } = await busyTenant();
  const before = (await rowsOf(tenant)).left;
  await admin.post(`/v1/tenants/${tenant.id}/close`, { grace_days: 0, retention_days: 0 });
  await runAll(closeTenants);
  passDays(10);
  await runCleanup();
  expect(await statusOf(number.id)).toBe("released");
  await runAll(closeTenants);
  expect((await rowsOf(tenant)).exported).toEqual({});
  passDays(2);
  const etag = (await admin.get(`/v1/tenants/${tenant.id}`)).headers.get("etag");
  await runAll(closeTenants);

  const { left, exported } = await rowsOf(tenant);
  expect(left).toEqual({ ...Object.fromEntries(dataOfTenant.map(({ name }) => [name, 0])), phone_numbers: 1 });
  expect(Object.fromEntries(Object.entries(exported).map(([name, rows]) => [name, rows.length]))).toEqual(
    Object.fromEntries(Object.entries(before).filter(([, count]) => count > 0)),
  );
  expect(exported.phone_numbers).toMatchObject([
    { e164: number.e164, tags: expect.arrayContaining(["vip"]), metadata: { crm: "7" } },
  ]);
  const kept = await env.DB.prepare("select tags, metadata, friendly_name from phone_numbers where id = ?")
    .bind(number.id)
    .first();
  expect(kept).toEqual({ tags: "[]", metadata: "{}", friendly_name: "" });
  expect(JSON.stringify(exported)).not.toContain("whsec_");
  expect(exported.api_keys?.every((key) => !("hash" in key))).toBe(true);

  const { headers, body } = await admin.get(`/v1/tenants/${tenant.id}`);
  expect(body).toMatchObject({ status: "closed", data_deleted_at: expect.any(String) });
  expect(headers.get("etag")).not.toBe(etag);
  expect((await admin.post(`/v1/tenants/${tenant.id}/reopen`, {})).body).toMatchObject({ code: "illegal_transition" });
  const types = await env.DB.prepare("select type from events where tenant_id = ? order by seq").bind(tenant.id).all();
  expect(types.results.at(-1)).toEqual({ type: "tenant.data_deleted" });
  await sealEvents(createJobContext(env, createExecutionContext()), null);
  const log = await verified({ ...tenant, api: await readerOf(tenant) });
  expect(log).toMatchObject({ result: "intact", from_seq: 1 });
  expect(log.to_seq).toBeGreaterThanOrEqual(types.results.length);
});

/** A key that reads a closed tenant's log, as the platform's auditor would from the database. */
async function readerOf({ id }: Tenant): Promise<Tenant["api"]> {
  await env.DB.prepare("update tenants set status = 'active' where id = ?").bind(id).run();
  const { body } = await admin.post(`/v1/tenants/${id}/api-keys`, {});
  return caller(body.key);
}

test("queued items of a closed tenant are canceled, and nothing of them is bought", async () => {
  const tenant = await withTenant();
  const items = Array.from({ length: 11 }, () => ({ phone_number: freshNumber() }));
  const { body: order } = await tenant.api.post("/v1/orders", { items });
  await env.DB.prepare("update order_items set status = 'queued' where order_id = ?").bind(order.id).run();
  await admin.post(`/v1/tenants/${tenant.id}/close`, {});
  await runAll(closeTenants);
  const { results } = await env.DB.prepare("select distinct status from order_items where order_id = ?")
    .bind(order.id)
    .all();
  expect(results).toEqual([{ status: expect.stringMatching(/^cancell?ed$/) }]);
});

test("the platform itself can be neither suspended nor closed", async () => {
  for (const move of ["suspend", "close"]) {
    const answer = await admin.post(`/v1/tenants/ten_platform/${move}`, {});
    expect(answer.body).toMatchObject({ status: 409, code: "illegal_transition" });
  }
});

test("numbers of an account that never answers, or whose secrets do not open, keep nothing once the data is due", async () => {
  const tenant = await withTenant();
  const ctx = contextOf(tenant.id);
  const account = await sandboxAccount();
  const carrier_account_id = await connectAccount(ctx, { accountSid: account.sid, authToken: account.authToken });
  const imported = async () => {
    const e164 = freshNumber();
    await account.add(e164, { voice_url: "https://before.example.com/voice" });
    await tenant.api.post(`/v1/carrier-accounts/${carrier_account_id}/import`, { phone_numbers: [e164] });
    return await eventually(
      async () => (await tenant.api.get(`/v1/phone-numbers/${e164}`)).body.id ?? Promise.reject(),
    );
  };
  const [first, second] = [await imported(), await imported()];
  const onTrunk = await stockOnTrunk(ctx, { e164: freshNumber(), sip_trunk_id: (await storeTrunk(tenant)).id });
  await env.DB.prepare("update number_snapshots set settings = 'v1.none.AAAA' where phone_number_id = ?")
    .bind(first)
    .run();
  await admin.post(`/v1/tenants/${tenant.id}/close`, { reason: "Contract ended", grace_days: 1 });
  await sandbox.inAccount(account.sid, "POST", "/faults", { kind: "server_error", times: 500 });
  passDays(1);
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  expect(await runToEnd(closeTenants)).toMatchObject({ counted: { removed_numbers: 1 }, errors: [{ at: first }] });
  const statuses = await Promise.all([first, second, onTrunk].map(statusOf));
  expect(statuses).toEqual(["active", "active", "released"]);
  passDays(100);
  expect(await runAll(closeTenants)).toMatchObject({ removed_numbers: 2 });
  passDays(1);
  expect(await runAll(closeTenants)).toMatchObject({ deleted_tenants: 1 });
});

test("numbers that a closed tenant has elsewhere leave with their former settings, locked or not", async () => {
  const tenant = await withTenant();
  const ctx = contextOf(tenant.id);
  const account = await sandboxAccount();
  const { authToken } = account;
  const carrier_account_id = await connectAccount(ctx, { accountSid: account.sid, authToken });
  const e164 = freshNumber();
  await account.add(e164, { voice_url: "https://before.example.com/voice" });
  const imports = `/v1/carrier-accounts/${carrier_account_id}/import`;
  const job = await tenant.api.post(imports, { phone_numbers: [e164] });
  expect(job.status).toBeLessThan(300);
  const imported = await eventually(
    async () => (await tenant.api.get(`/v1/phone-numbers/${e164}`)).body.id ?? Promise.reject(),
  );
  await tenant.api.patch(`/v1/phone-numbers/${imported}`, { deletion_lock: true });
  const onTrunk = await stockOnTrunk(ctx, { e164: freshNumber(), sip_trunk_id: (await storeTrunk(tenant)).id });
  expect((await account.number(e164)).voice_url).toContain("/twilio/");
  await admin.post(`/v1/tenants/${tenant.id}/close`, { reason: "Contract ended", grace_days: 1 });
  await runAll(closeTenants);
  expect([await statusOf(imported), await statusOf(onTrunk)]).toEqual(["active", "active"]);
  passDays(1);
  expect(await runAll(closeTenants)).toMatchObject({ removed_numbers: 2 });
  expect([await statusOf(imported), await statusOf(onTrunk)]).toEqual(["released", "released"]);
  expect((await account.number(e164)).voice_url).toBe("https://before.example.com/voice");
});
