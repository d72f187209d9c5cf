import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { admin, type Json } from "../../support/api";
import { sandbox } from "../../support/sandbox";
import { freshNumber, withTenant } from "../../support/seed";
import {
  afterSync,
  differenceOf,
  differences,
  eventTypes,
  later,
  openFindings,
  owned,
  read,
  syncLater,
} from "./run-sync";

afterEach(afterSync);

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
  expect(await differenceOf(await syncLater("/preview"), number.phone_number)).toMatchObject({
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
    .bind(Date.now() + 60_000)
    .run();
  const waiting = await admin.post("/v1/sync");
  expect(waiting).toMatchObject({ status: 202, body: { status: "waiting", ended_at: null } });
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
  const run = await syncLater("/preview");
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
