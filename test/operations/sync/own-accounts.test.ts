import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { setupOf } from "#inventory/phone-numbers/carrier-setup";
import type { Context } from "#kernel/ports/context";
import { accountSync } from "#operations/sync/account-job";
import { createJobContext } from "#runtime/job-context";
import { admin, BASE, type Json } from "../../support/api";
import { connectAccount, contextOf, stockImported, stockOnTrunk } from "../../support/inventory";
import { type SandboxAccount, sandboxAccount } from "../../support/sandbox-account";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";
import { afterSync, differences, eventTypes, later, openFindings, owned, syncLater } from "./run-sync";
import { World } from "./world";

beforeEach(World.clear);
afterEach(afterSync);

interface Own {
  readonly tenant: Tenant;
  readonly account: SandboxAccount;
  readonly accountId: string;
}

async function withAccount(tenant?: Tenant): Promise<Own> {
  const owner = tenant ?? (await withTenant());
  const account = await sandboxAccount();
  const accountId = await connectAccount(contextOf(owner.id), {
    accountSid: account.sid,
    authToken: account.authToken,
  });
  return { tenant: owner, account, accountId };
}

/** A number of the account, imported as it should be. */
async function imported(
  { tenant, account, accountId }: Own,
  e164 = freshNumber(),
): Promise<{ id: string; e164: string }> {
  const ctx = contextOf(tenant.id);
  const { sid } = await account.add(e164, { friendly_name: "Their own name" });
  const id = await stockImported(ctx, { e164, carrier_account_id: accountId, carrier_id: sid });
  const { voiceUrl, voiceStatusUrl, smsUrl } = setupOf(BASE, { id, tenantId: tenant.id, e164, orderItemId: null });
  await account.change(e164, { VoiceUrl: voiceUrl, StatusCallback: voiceStatusUrl, SmsUrl: smsUrl });
  return { id, e164 };
}

/** What the job does until all accounts are done with, an hour later. */
async function syncAccounts(change: (ctx: Context) => Context = (ctx) => ctx, steps = Number.POSITIVE_INFINITY) {
  later(61);
  const counted: Record<string, number> = {};
  const errors: unknown[] = [];
  let cursor: string | null = null;
  do {
    let left = steps;
    const mayGoOn = () => {
      left -= 1;
      return left >= 0;
    };
    const slice = await accountSync.slice(change(createJobContext(env, createExecutionContext())), cursor, mayGoOn);
    for (const [name, count] of Object.entries(slice.counted)) counted[name] = (counted[name] ?? 0) + count;
    errors.push(...slice.errors);
    cursor = slice.next;
  } while (cursor !== null);
  return { counted, errors };
}

const statusOf = async ({ tenant }: Own, id: string): Promise<string> =>
  (await tenant.api.get(`/v1/phone-numbers/${id}`)).body.status;
const latest = async ({ tenant, accountId }: Own): Promise<Json> =>
  (await tenant.api.get(`/v1/sync?carrier_account_id=${accountId}&limit=1`)).body.data[0];

test("what the tenant or another platform set in its account stays, and is a finding of the tenant while it lasts", async () => {
  const own = await withAccount();
  const number = await imported(own);
  await own.account.add(freshNumber(), { friendly_name: "None of our business" });
  await syncAccounts();
  expect(await latest(own)).toMatchObject({
    status: "completed",
    listed: 2,
    compared: 1,
    carrier_account_id: own.accountId,
  });
  expect(await differences(await latest(own))).toEqual([]);
  expect((await own.tenant.api.get("/v1/findings")).body.data).toEqual([]);

  await own.account.change(number.e164, { VoiceUrl: "https://other.example.com/voice", SmsUrl: "" });
  await syncAccounts();
  const [finding, ...more] = await openFindings(own.tenant.api, "number_drifted");
  expect(more).toEqual([]);
  expect(finding).toMatchObject({ subject: { id: number.id } });
  expect(finding.evidence.fields.map(({ field }: Json) => field)).toEqual(["voice_url", "sms_url"]);
  expect((await own.account.number(number.e164)).voice_url).toBe("https://other.example.com/voice");
  const readiness = (await own.tenant.api.get(`/v1/phone-numbers/${number.id}/readiness`)).body;
  expect(readiness.carrier).toEqual({ setup: "drifted", checked_at: expect.any(String) });
  // The platform's own comparison knows nothing of it, and leaves the finding alone.
  expect((await differences(await syncLater())).filter(({ kind }) => kind !== "orphaned")).toEqual([]);
  expect(await openFindings(own.tenant.api, "number_drifted")).toHaveLength(1);

  const { voiceUrl, smsUrl } = setupOf(BASE, { ...number, tenantId: own.tenant.id, orderItemId: null });
  await own.account.change(number.e164, { VoiceUrl: voiceUrl, SmsUrl: smsUrl });
  await syncAccounts();
  expect(await openFindings(own.tenant.api, "number_drifted")).toEqual([]);
});

test("while a sync of an account is under way, a preview of it is refused, and no further run is stored", async () => {
  const own = await withAccount();
  await imported(own);
  const query = `?carrier_account_id=${own.accountId}`;
  const { body: run } = await own.tenant.api.post(`/v1/sync${query}`);
  await env.DB.prepare("update sync_runs set finished_at = null, status = 'running' where id = ?").bind(run.id).run();
  for (let count = 0; count < 2; count += 1) {
    const refused = await own.tenant.api.post(`/v1/sync/preview${query}`);
    expect(refused).toMatchObject({ status: 409, body: { code: "job_running" } });
    expect(refused.body.detail).toContain(`/v1/sync/${run.id}`);
  }
  expect((await own.tenant.api.get(`/v1/sync${query}`)).body.data).toHaveLength(1);
});

test("URLs of the number at a former origin are repaired, and nothing else is touched", async () => {
  const own = await withAccount();
  const number = await imported(own);
  await syncAccounts(({ config, ...ctx }) => ({
    ...ctx,
    config: { ...config, publicOrigin: "https://new.example.com", origins: ["https://new.example.com", BASE] },
  }));
  expect(await own.account.number(number.e164)).toMatchObject({
    friendly_name: "Their own name",
    voice_url: `https://new.example.com/twilio/${own.tenant.id}/numbers/${number.id}/voice`,
    status_callback: `https://new.example.com/twilio/${own.tenant.id}/numbers/${number.id}/voice-status`,
    sms_url: `https://new.example.com/twilio/${own.tenant.id}/numbers/${number.id}/sms`,
  });
  expect(await eventTypes(own.tenant, number.id)).toEqual(["phone_number.repaired"]);
  expect(await latest(own)).toMatchObject({ status: "completed" });
});

test("a number that left the account is lost after two complete runs, and found when it is back", async () => {
  const own = await withAccount();
  const [gone, here] = [await imported(own), await imported(own)];
  // Another tenant has the same number in an account of its own, and on a trunk: nothing of that is missing.
  const other = await withAccount();
  const same = await imported(other);
  await env.DB.prepare("update phone_numbers set e164 = ? where id = ?").bind(gone.e164, same.id).run();
  await other.account.lose(same.e164);
  await other.account.add(gone.e164);
  await stockOnTrunk(contextOf(other.tenant.id), {
    e164: here.e164,
    sip_trunk_id: "trk_1",
    carrier_account_id: own.accountId,
  });

  await own.account.lose(gone.e164);
  await syncAccounts();
  expect(await openFindings(own.tenant.api, "number_missing")).toMatchObject([{ subject: { id: gone.id } }]);
  expect(await statusOf(own, gone.id)).toBe("active");
  await syncAccounts();
  expect([await statusOf(own, gone.id), await statusOf(own, here.id)]).toEqual(["lost", "active"]);
  expect(await statusOf(other, same.id)).toBe("active");
  expect(await openFindings(other.tenant.api, "number_missing")).toEqual([]);
  await syncLater();
  expect(await openFindings(own.tenant.api, "number_missing")).toHaveLength(1);

  const { sid } = await own.account.add(gone.e164);
  await env.DB.prepare("update phone_numbers set carrier_id = ? where id = ?").bind(sid, gone.id).run();
  await syncAccounts();
  expect(await statusOf(own, gone.id)).toBe("active");
  expect(await openFindings(own.tenant.api, "number_missing")).toEqual([]);
  expect(await eventTypes(own.tenant, gone.id)).toEqual(["phone_number.lost", "phone_number.found"]);
});

test("a number of the account that another carrier has taken is the tenant's finding, as the tenant can dispute it", async () => {
  const own = await withAccount();
  const [taken, released] = [await imported(own), await imported(own)];
  await own.account.portOut(taken.e164);
  await own.account.lose(released.e164);
  await syncAccounts();
  expect(await openFindings(own.tenant.api, "number_missing")).toHaveLength(2);
  await syncAccounts();
  expect([await statusOf(own, taken.id), await statusOf(own, released.id)]).toEqual(["lost", "lost"]);
  expect(await openFindings(own.tenant.api, "number_ported_out")).toMatchObject([
    { subject: { id: taken.id }, evidence: { basis: "portability", phone_number: taken.e164 } },
  ]);
  expect(await openFindings(own.tenant.api, "number_missing")).toMatchObject([{ subject: { id: released.id } }]);
  expect(await eventTypes(own.tenant, taken.id)).toEqual(["phone_number.lost", "phone_number.ported_out"]);
  const ofPlatform = (await openFindings(admin, "number_ported_out")).filter(({ subject }) => subject.id === taken.id);
  expect(ofPlatform).toEqual([]);
  await syncAccounts();
  await syncLater();
  expect(await openFindings(own.tenant.api, "number_ported_out")).toHaveLength(1);

  const { sid } = await own.account.add(taken.e164);
  await env.DB.prepare("update phone_numbers set carrier_id = ? where id = ?").bind(sid, taken.id).run();
  await syncAccounts();
  expect(await statusOf(own, taken.id)).toBe("active");
  expect(await openFindings(own.tenant.api, "number_ported_out")).toEqual([]);
});

test("findings about numbers that have left a tenant's account are closed with the platform's", async () => {
  const own = await withAccount();
  const number = await imported(own);
  await own.account.change(number.e164, { VoiceUrl: "https://other.example.com/voice" });
  await syncAccounts();
  expect(await openFindings(own.tenant.api, "number_drifted")).toHaveLength(1);
  await env.DB.prepare("update phone_numbers set status = 'released' where id = ?").bind(number.id).run();
  await syncLater();
  expect(await openFindings(own.tenant.api, "number_drifted")).toEqual([]);
});

test("credentials that Twilio refuses, or that do not open, fail that run and no other", async () => {
  const accounts = [await withAccount(), await withAccount(), await withAccount()].sort((a, b) =>
    a.accountId < b.accountId ? -1 : 1,
  );
  const [refused, broken, fine] = accounts as [Own, Own, Own];
  for (const own of accounts) await imported(own);
  const drifted = await imported(fine);
  await fine.account.change(drifted.e164, { VoiceUrl: "https://other.example.com/voice" });
  await refused.account.rotateToken("0".repeat(32));
  await env.DB.prepare("update carrier_accounts set secrets = 'v1.0.0.0' where id = ?").bind(broken.accountId).run();
  expect(await syncAccounts()).toEqual({ counted: { accounts: 3, failed: 2 }, errors: [] });
  const error = { code: "carrier_credentials_invalid", detail: expect.any(String) };
  expect(await latest(refused)).toMatchObject({ status: "failed", error });
  expect(await latest(broken)).toMatchObject({
    status: "failed",
    error: { detail: expect.stringContaining("PATCH /v1/carrier-accounts/") },
  });
  expect(await openFindings(fine.tenant.api, "number_drifted")).toHaveLength(1);
  expect(await openFindings(admin, "credential_invalid")).toEqual([]);
});

test("accounts take turns: a slice that must stop goes on with the next, and an hour passes between two runs", async () => {
  const accounts = [await withAccount(), await withAccount(), await withAccount()];
  for (const own of accounts) await imported(own);
  const runs = async () => (await admin.get("/v1/sync?limit=50")).body.data.map((run: Json) => run.carrier_account_id);
  // With time for two steps each account takes several slices.
  expect((await syncAccounts(undefined, 2)).counted).toEqual({ accounts: 3, failed: 0 });
  expect((await runs()).sort()).toEqual(accounts.map(({ accountId }) => accountId).sort());
  expect((await admin.get("/v1/sync?status=completed&limit=50")).body.data).toHaveLength(3);
  const slice = await accountSync.slice(createJobContext(env, createExecutionContext()), null, () => true);
  expect(slice).toEqual({ counted: { accounts: 0, failed: 0 }, errors: [], next: null });
});

test("a tenant compares its own accounts, sees their runs and no others, and starts no other comparison", async () => {
  const [own, stranger] = [await withAccount(), await withAccount()];
  const number = await imported(own);
  await own.account.change(number.e164, { VoiceUrl: "https://other.example.com/voice" });
  const platforms = await syncLater();
  later(1);
  const path = `/v1/sync?carrier_account_id=${own.accountId}`;
  const planned = await own.tenant.api.post(path.replace("sync?", "sync/preview?"));
  expect(planned).toMatchObject({ status: 201, body: { preview: true, differences: { drifted: { planned: 1 } } } });
  later(1);
  const made = await own.tenant.api.post(path);
  expect(made).toMatchObject({ status: 201, body: { carrier_account_id: own.accountId, status: "completed" } });
  expect(await differences(made.body)).toMatchObject([
    { kind: "drifted", phone_number_id: number.id, outcome: "open" },
  ]);
  const list = async (api: Tenant["api"]) => (await api.get("/v1/sync")).body.data.map(({ id }: Json) => id);
  expect(await list(own.tenant.api)).toEqual([made.body.id, planned.body.id]);
  expect(await list(stranger.tenant.api)).toEqual([]);
  for (const { api } of [stranger.tenant]) {
    expect((await api.get(`/v1/sync/${made.body.id}`)).status).toBe(404);
    expect((await api.get(`/v1/sync/${made.body.id}/differences`)).status).toBe(404);
    expect((await api.post(path)).status).toBe(404);
  }
  const ofTenant = `/v1/sync?tenant_id=${own.tenant.id}`;
  expect((await admin.get(ofTenant)).body.data).toMatchObject([
    { id: made.body.id, tenant_id: own.tenant.id },
    { id: planned.body.id, tenant_id: own.tenant.id },
  ]);
  expect((await own.tenant.api.get(ofTenant)).body.data).toHaveLength(2);
  expect((await stranger.tenant.api.get(ofTenant)).body).toMatchObject({ code: "missing_scope" });
  expect(platforms.tenant_id).toBeNull();
  expect((await own.tenant.api.get(`/v1/sync/${platforms.id}`)).status).toBe(404);
  expect((await own.tenant.api.get(`/v1/sync/${made.body.id}/differences`)).body.data).toHaveLength(1);
  expect((await own.tenant.api.post("/v1/sync")).body).toMatchObject({ errors: [{ pointer: "/carrier_account_id" }] });
  expect((await admin.post(path)).body).toMatchObject({ carrier_account_id: own.accountId, status: "completed" });
});

test("while a run of the account is under way, that one is answered", async () => {
  const own = await withAccount();
  await imported(own);
  const underway = (await own.tenant.api.post(`/v1/sync?carrier_account_id=${own.accountId}`)).body;
  await env.DB.prepare("update sync_runs set status = 'running', finished_at = null where id = ?")
    .bind(underway.id)
    .run();
  const again = await own.tenant.api.post(`/v1/sync?carrier_account_id=${own.accountId}`);
  expect(again).toMatchObject({ status: 202, body: { id: underway.id, status: "running" } });
});

test("the platform's comparison finds no fault with numbers of other accounts and of trunks", async () => {
  const own = await withAccount();
  await imported(own);
  await stockOnTrunk(contextOf(own.tenant.id), { e164: freshNumber(), sip_trunk_id: "trk_1" });
  const bought = await owned(own.tenant);
  const run = await syncLater();
  expect(run).toMatchObject({ status: "completed", carrier_account_id: null, compared: 1 });
  expect((await differences(run)).filter(({ kind }) => kind !== "orphaned")).toEqual([]);
  expect((await own.tenant.api.get(`/v1/phone-numbers/${bought.id}`)).body.status).toBe("active");
});
