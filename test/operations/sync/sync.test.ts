import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { type Answer, admin, type Json } from "../../support/api";
import { apartFromReadiness } from "../../support/event-log";
import { sandbox } from "../../support/sandbox";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";

let now = Date.now();
afterEach(async () => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  await sandbox.clearFaults();
});

/** The sandbox keeps to the real time, so what is put there is as old as the test makes it. */
function later(minutes: number): void {
  now = Math.max(now, Date.now()) + minutes * 60_000;
  vi.useFakeTimers({ toFake: ["Date"], now });
}

/** A run a quarter of an hour after the last one. */
async function syncLater(query = ""): Promise<Json> {
  later(15);
  const answer = await admin.post(`/v1/sync${query}`);
  expect(answer).toMatchObject({ status: 201, body: { finished_at: expect.any(String) } });
  return answer.body;
}

const differences = async (run: Json, query = ""): Promise<Json[]> =>
  (await admin.get(`/v1/sync/${run.id}/differences${query}`)).body.data;
const differenceOf = async (run: Json, e164: string): Promise<Json> =>
  (await differences(run)).find(({ phone_number }) => phone_number === e164);
const openFindings = async (caller: Tenant["api"], kind: string): Promise<Json[]> =>
  (await caller.get(`/v1/findings?status=open&kind=${kind}&limit=200`)).body.data;
const orphanOf = async (e164: string): Promise<Json> =>
  (await openFindings(admin, "number_orphaned")).find(({ subject }) => subject.id === e164);

async function owned(tenant: Tenant): Promise<Json> {
  const order = await tenant.api.post("/v1/orders", { items: [{ phone_number: freshNumber() }] });
  return (await tenant.api.get(`/v1/phone-numbers/${order.body.items[0].phone_number_id}`)).body;
}

const read = async (tenant: Tenant, number: Json): Promise<Json> =>
  (await tenant.api.get(`/v1/phone-numbers/${number.id}`)).body;
const eventTypes = async (tenant: Tenant, id: string): Promise<string[]> =>
  apartFromReadiness((await tenant.api.get(`/v1/events?subject_id=${id}&sort=seq`)).body.data).map(({ type }) => type);

test("a number that changed hands while the carrier did not listen is pointed to its new owner", async () => {
  const [from, to] = [await withTenant(), await withTenant()];
  const number = await owned(from);
  await sandbox.fault({ kind: "server_error", operation: "update", times: -1 });
  await admin.post(`/v1/tenants/${from.id}/phone-numbers/${number.id}/transfer`, { tenant_id: to.id });
  await sandbox.clearFaults();
  expect((await sandbox.number(number.phone_number)).voice_url).toContain(from.id);

  const run = await syncLater();
  const base = `https://pm.example.com/twilio/${to.id}/numbers/${number.id}`;
  expect(await sandbox.number(number.phone_number)).toMatchObject({
    voice_url: `${base}/voice`,
    status_callback: `${base}/voice-status`,
    sms_url: `${base}/sms`,
  });
  expect(await differenceOf(run, number.phone_number)).toMatchObject({
    kind: "drifted",
    tenant_id: to.id,
    phone_number_id: number.id,
    fields: [{ field: "voice_url" }, { field: "voice_status_url" }, { field: "sms_url" }],
    action: "repair",
    outcome: "done",
  });
  expect((await eventTypes(to, number.id)).at(-1)).toBe("phone_number.repaired");
  expect(await openFindings(to.api, "number_drifted")).toEqual([]);
  expect(await differenceOf(await syncLater(), number.phone_number)).toBeUndefined();
});

test("another party's settings are kept and are a finding of the owner until they are gone", async () => {
  const tenant = await withTenant();
  const number = await owned(tenant);
  const { sid, friendly_name } = await sandbox.number(number.phone_number);
  await sandbox.lose(number.phone_number);
  const foreign = "https://user:secret@studio.example.net/flow?token=secret";
  await sandbox.addBehindOurBack(number.phone_number, friendly_name, { voice_url: foreign });
  expect(await differenceOf(await syncLater(), number.phone_number)).toMatchObject({
    action: "report",
    outcome: "open",
  });
  const [finding, ...others] = await openFindings(tenant.api, "number_drifted");
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ subject: { type: "phone_number", id: number.id }, severity: "critical" });
  expect(finding.evidence.fields).toContainEqual({
    field: "voice_url",
    ours: `https://pm.example.com/twilio/${tenant.id}/numbers/${number.id}/voice`,
    theirs: "https://studio.example.net/flow?…",
  });
  expect(finding.evidence.fields).toContainEqual({ field: "carrier_id", ours: sid, theirs: expect.any(String) });
  expect((await sandbox.number(number.phone_number)).voice_url).toBe(foreign);

  // Said once, however often it is seen.
  await syncLater();
  expect(await openFindings(tenant.api, "number_drifted")).toEqual([finding]);
  await sandbox.lose(number.phone_number);
  await sandbox.addBehindOurBack(number.phone_number, friendly_name);
  await syncLater();
  expect(await openFindings(tenant.api, "number_drifted")).toEqual([]);
  expect((await sandbox.number(number.phone_number)).voice_url).toContain(number.id);
  // Releasing it asks for the number by the id that the carrier has for it now.
  expect((await tenant.api.post(`/v1/phone-numbers/${number.id}/release`)).body.status).toBe("cooling_off");
  expect(await sandbox.numbers()).not.toContain(number.phone_number);
});

test("a young orphan waits; a dry run only plans; then the orphan is one finding", async () => {
  const e164 = freshNumber();
  await sandbox.addBehindOurBack(e164, "By hand");
  expect(await differenceOf((await admin.post("/v1/sync")).body, e164)).toBeUndefined();
  const dry = await syncLater("?dry_run=true");
  expect(dry).toMatchObject({ dry_run: true, status: "completed", differences: { orphaned: { done: 0, open: 0 } } });
  expect(await differenceOf(dry, e164)).toEqual({
    kind: "orphaned",
    phone_number: e164,
    tenant_id: null,
    phone_number_id: null,
    fields: [],
    action: "report",
    outcome: "planned",
  });
  expect(await orphanOf(e164)).toBeUndefined();
  await syncLater();
  const finding = await orphanOf(e164);
  expect(finding).toMatchObject({ evidence: { label: "By hand", carrier_account: "platform", order_item_id: null } });
  await syncLater();
  expect(await orphanOf(e164)).toEqual(finding);
  await sandbox.lose(e164);
  await syncLater();
  expect((await admin.get(`/v1/findings/${finding.id}`)).body).toMatchObject({
    status: "resolved",
    resolved_by: "system",
  });
});

async function orphaned(settings: Json = {}): Promise<{ e164: string; path: string }> {
  const e164 = freshNumber();
  await sandbox.addBehindOurBack(e164, "By hand", settings);
  await syncLater();
  return { e164, path: `/v1/findings/${(await orphanOf(e164)).id}` };
}

test("an orphan is adopted with one call: it is the tenant's, points to it and is like any other", async () => {
  const tenant = await withTenant();
  const { e164, path } = await orphaned();
  const adopted = await admin.post(`${path}/adopt`, { tenant_id: tenant.id });
  expect(adopted).toMatchObject({ status: 200, body: { status: "resolved", resolved_by: "admin" } });
  const number = (await tenant.api.get(`/v1/phone-numbers/${encodeURIComponent(e164)}`)).body;
  expect(number).toMatchObject({ status: "active", acquisition_method: "reseller", capabilities: { voice: true } });
  expect(await eventTypes(tenant, number.id)).toEqual(["phone_number.adopted"]);
  expect((await sandbox.number(e164)).voice_url).toContain(`/twilio/${tenant.id}/numbers/${number.id}/voice`);
  expect((await sandbox.purchases(e164)).new_purchases).toBe(0);
  expect((await (await withTenant()).api.post("/v1/reservations", { phone_number: e164 })).body.code).toBe(
    "number_owned",
  );
  expect(await differenceOf(await syncLater(), e164)).toBeUndefined();
  expect((await tenant.api.post(`/v1/phone-numbers/${number.id}/release`)).body.status).toBe("cooling_off");
});

test("adopting keeps another party's URLs unless overwrite_urls is set", async () => {
  const tenant = await withTenant();
  const settings = { voice_url: "https://studio.example.net/flow" };
  const [kept, taken] = [await orphaned(settings), await orphaned(settings)];
  await admin.post(`${kept.path}/adopt`, { tenant_id: tenant.id });
  await admin.post(`${taken.path}/adopt`, { tenant_id: tenant.id, overwrite_urls: true });
  expect((await sandbox.number(kept.e164)).voice_url).toBe(settings.voice_url);
  expect((await sandbox.number(taken.e164)).voice_url).toContain("https://pm.example.com/");
});

test("an orphan is given back with one call, and is for sale again", async () => {
  const { e164, path } = await orphaned();
  expect((await admin.post(`${path}/release`)).body).toMatchObject({ status: "resolved" });
  expect(await sandbox.numbers()).not.toContain(e164);
  const tenant = await withTenant();
  const order = await tenant.api.post("/v1/orders", { items: [{ phone_number: e164 }] });
  expect(order.body.status).toBe("completed");
  // What it was about is somebody's by now: releasing again must not touch it.
  expect((await admin.post(`${path}/release`)).body.code).toBe("number_owned");
  expect(await sandbox.numbers()).toContain(e164);
});

test("an orphan that is held or gone cannot be adopted, nor by a tenant that is none; other findings are no orphans", async () => {
  const tenant = await withTenant();
  const { e164, path } = await orphaned();
  const adopt = (tenant_id: string): Promise<Answer> => admin.post(`${path}/adopt`, { tenant_id });
  expect((await adopt("ten_none")).body).toMatchObject({
    code: "validation_failed",
    errors: [{ pointer: "/tenant_id" }],
  });
  await tenant.api.post("/v1/reservations", { phone_number: e164 });
  expect((await adopt(tenant.id)).body.code).toBe("number_held");
  expect((await admin.post(`${path}/release`)).body.code).toBe("number_held");
  await sandbox.lose(e164);
  expect((await adopt(tenant.id)).body.code).toBe("illegal_transition");
  await env.DB.prepare(
    `insert into findings (id, tenant_id, kind, subject_type, subject_id, evidence, created_at)
     values ('fnd_other', 'ten_platform', 'job_failing', 'job', 'x', '{}', 0)`,
  ).run();
  expect((await admin.post("/v1/findings/fnd_other/adopt", { tenant_id: tenant.id })).body.code).toBe(
    "illegal_transition",
  );
  expect((await tenant.api.post(`${path}/adopt`, { tenant_id: tenant.id })).status).toBe(403);
});

test("a number that an order paid for and gave up on goes to the tenant that ordered it", async () => {
  const tenant = await withTenant();
  const e164 = freshNumber();
  await sandbox.fault({ kind: "refuse", operation: "buy", phone_number: e164 });
  const order = await tenant.api.post("/v1/orders", {
    items: [{ phone_number: e164 }],
    configuration: { friendly_name: "Front desk" },
  });
  expect(order.body.status).toBe("failed");
  const { results } = await env.DB.prepare("select id from order_items where e164 = ?")
    .bind(e164)
    .all<{ id: string }>();
  await sandbox.addBehindOurBack(e164, `pm:${results[0]?.id}`);
  expect(await differenceOf(await syncLater("?dry_run=true"), e164)).toMatchObject({
    action: "adopt",
    outcome: "planned",
  });
  const run = await syncLater();
  const number = (await tenant.api.get(`/v1/phone-numbers/${encodeURIComponent(e164)}`)).body;
  expect(number).toMatchObject({ status: "active", friendly_name: "Front desk" });
  expect(await differenceOf(run, e164)).toMatchObject({ action: "adopt", outcome: "done", phone_number_id: number.id });
  // Its addresses were empty after our own purchase, so they are ours to set.
  await syncLater();
  expect((await sandbox.number(e164)).voice_url).toContain(number.id);
  expect(await orphanOf(e164)).toBeUndefined();
});

test("a number that its tenant let go is not given back to it, only because the carrier still has it", async () => {
  const tenant = await withTenant();
  const number = await owned(tenant);
  const { friendly_name } = await sandbox.number(number.phone_number);
  await tenant.api.post(`/v1/phone-numbers/${number.id}/release`);
  await sandbox.addBehindOurBack(number.phone_number, friendly_name);
  await syncLater();
  expect((await read(tenant, number)).status).toBe("cooling_off");
  expect(await orphanOf(number.phone_number)).toMatchObject({ evidence: { label: friendly_name } });
});

test("a number that an order is buying is no orphan", async () => {
  const tenant = await withTenant();
  vi.spyOn(Object.getPrototypeOf(env.PURCHASES), "sendBatch").mockResolvedValue(undefined);
  const items = Array.from({ length: 11 }, () => ({ phone_number: freshNumber() }));
  await tenant.api.post("/v1/orders", { items });
  const e164 = items[0]?.phone_number ?? "";
  await sandbox.addBehindOurBack(e164, "Sold a moment ago");
  expect(await differenceOf(await syncLater(), e164)).toBeUndefined();
});

test("a number is lost when two complete runs miss it and the carrier says so; its tenant keeps it, until it is found or let go", async () => {
  const [tenant, other] = [await withTenant(), await withTenant()];
  const number = await owned(tenant);
  const before = await sandbox.number(number.phone_number);
  await sandbox.lose(number.phone_number);
  expect(await differenceOf(await syncLater(), number.phone_number)).toMatchObject({
    kind: "missing",
    outcome: "open",
  });
  expect((await read(tenant, number)).status).toBe("active");
  const [finding] = await openFindings(tenant.api, "number_missing");
  expect(finding).toMatchObject({ subject: { id: number.id }, evidence: { lost: false } });

  // Another run too soon proves no more than the first.
  later(5);
  await admin.post("/v1/sync");
  expect((await read(tenant, number)).status).toBe("active");
  expect(await differenceOf(await syncLater("?dry_run=true"), number.phone_number)).toMatchObject({
    action: "give_up",
  });
  const run = await syncLater();
  expect(await differenceOf(run, number.phone_number)).toMatchObject({ action: "give_up", outcome: "done" });
  expect((await read(tenant, number)).status).toBe("lost");
  expect((await openFindings(tenant.api, "number_missing"))[0]).toMatchObject({
    id: finding.id,
    evidence: { lost: true },
  });
  expect((await other.api.post("/v1/orders", { items: [{ phone_number: number.phone_number }] })).body.status).toBe(
    "failed",
  );

  const { friendly_name, voice_url, status_callback, sms_url } = before;
  await sandbox.addBehindOurBack(number.phone_number, friendly_name, { voice_url, status_callback, sms_url });
  await syncLater();
  expect((await read(tenant, number)).status).toBe("active");
  expect(await openFindings(tenant.api, "number_missing")).toEqual([]);
  expect((await eventTypes(tenant, number.id)).slice(-2)).toEqual(["phone_number.lost", "phone_number.found"]);

  await sandbox.lose(number.phone_number);
  await syncLater();
  await syncLater();
  expect((await read(tenant, number)).status).toBe("lost");
  expect((await tenant.api.post(`/v1/phone-numbers/${number.id}/release`)).body.status).toBe("cooling_off");
  await syncLater();
  expect(await openFindings(tenant.api, "number_missing")).toEqual([]);
});

test("a list that fails or ends early proves nothing missing", async () => {
  const tenant = await withTenant();
  const numbers = [await owned(tenant), await owned(tenant), await owned(tenant)];
  await sandbox.lose(numbers[0].phone_number);
  for (const fault of [
    { kind: "truncated", operation: "list", page: 0, times: 1 },
    { kind: "server_error", operation: "list", times: -1 },
    { kind: "rate_limited", operation: "list", times: -1 },
  ]) {
    await sandbox.fault(fault);
    for (let runs = 0; runs < 2; runs += 1) {
      const run = await syncLater();
      if (run.status === "failed") expect(run.error.code).toMatch(/^(listing_incomplete|carrier_unavailable)$/);
    }
    await sandbox.clearFaults();
  }
  for (const { id } of numbers.slice(1)) expect((await read(tenant, { id })).status).toBe("active");
});

test("credentials that the carrier does not take are a finding until it does", async () => {
  await sandbox.fault({ kind: "refuse", operation: "list", status: 401, code: 20003, message: "Authenticate" });
  const run = await syncLater();
  expect(run).toMatchObject({ status: "failed", error: { code: "carrier_credentials_invalid" } });
  expect(await openFindings(admin, "credential_invalid")).toMatchObject([
    { subject: { type: "carrier_account", id: "platform" } },
  ]);
  await syncLater();
  expect(await openFindings(admin, "credential_invalid")).toEqual([]);
});

test("a run that has to wait for another is done by the job", async () => {
  later(15);
  await env.DB.prepare("update job_leases set run_id = 'job_other', expires_at = ? where job = 'sync'")
    .bind(now + 60_000)
    .run();
  const waiting = await admin.post("/v1/sync");
  expect(waiting).toMatchObject({ status: 202, body: { status: "waiting", finished_at: null } });
  expect(waiting.headers.get("location")).toBe(`/v1/sync/${waiting.body.id}`);
  later(2);
  expect((await admin.post("/v1/jobs/sync/run")).body).toMatchObject({ status: "completed" });
  const done = await admin.get(`/v1/sync/${waiting.body.id}`);
  expect(done.body).toMatchObject({ status: "completed", started_by: "admin" });
  const listed = await admin.get("/v1/sync?limit=1");
  expect(listed.body).toMatchObject({ has_more: true });
  expect(listed.body.data[0].id).toBe(waiting.body.id);
});

test("the differences of a run are listed by kind and number, page by page", async () => {
  const numbers = [freshNumber(), freshNumber(), freshNumber()];
  for (const e164 of numbers) await sandbox.addBehindOurBack(e164, "By hand");
  const run = await syncLater("?dry_run=true");
  const all = await differences(run, "?kind=orphaned");
  const found: Json[] = [];
  for (let cursor = ""; ; ) {
    const { body } = await admin.get(`/v1/sync/${run.id}/differences?kind=orphaned&limit=2${cursor}`);
    found.push(...body.data);
    if (!body.has_more) break;
    cursor = `&cursor=${body.next_cursor}`;
  }
  expect(found).toEqual(all);
  expect(all.map(({ phone_number }) => phone_number)).toEqual(expect.arrayContaining(numbers));
  expect((await admin.get(`/v1/sync/${run.id}/differences?cursor=x`)).body.code).toBe("invalid_cursor");
});
