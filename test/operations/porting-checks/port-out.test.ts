import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { handlePortOut } from "#operations/porting-checks/port-out";
import { createJobContext } from "#runtime/job-context";
import { admin, type Json } from "../../support/api";
import { sandbox } from "../../support/sandbox";
import { type Tenant, withTenant } from "../../support/seed";
import { afterSync, differenceOf, eventTypes, later, openFindings, owned, read, syncLater } from "../sync/run-sync";

afterEach(afterSync);

/** Twilio reports that another carrier took the number. */
const report = (phoneNumber: string) => handlePortOut(createJobContext(env, createExecutionContext()), { phoneNumber });
const portedOut = (tenant: Tenant): Promise<Json[]> => openFindings(tenant.api, "number_ported_out");
const missing = (tenant: Tenant): Promise<Json[]> => openFindings(tenant.api, "number_missing");

test("a report about a number that is gone at the carrier acts at once, and once however often it comes", async () => {
  const tenant = await withTenant();
  const number = await owned(tenant);
  const path = `/v1/phone-numbers/${number.id}`;
  const agent = await tenant.api.post("/v1/agents", { name: "A", destination: { kind: "say", message: "Hello." } });
  await tenant.api.post(`${path}/assign`, { agent_id: agent.body.id });
  await tenant.api.patch(path, { port_out_lock: true });
  await sandbox.portOut(number.phone_number);

  expect(await Promise.all([report(number.phone_number), report(number.phone_number)])).toContain("ported_out");
  expect(await report(number.phone_number)).toBe("ported_out");
  expect(await read(tenant, number)).toMatchObject({ status: "lost", agent_id: agent.body.id, port_out_lock: true });
  const [finding, ...others] = await portedOut(tenant);
  expect(others).toEqual([]);
  expect(finding).toMatchObject({
    severity: "critical",
    subject: { type: "phone_number", id: number.id },
    evidence: {
      phone_number: number.phone_number,
      basis: "carrier_report",
      reported_at: expect.stringMatching(/^20\d\d-/),
      port_out_lock: true,
      port_out_lock_supported: false,
      agent_id: agent.body.id,
    },
    suggested_action: expect.stringContaining("dispute it"),
  });
  expect((await eventTypes(tenant, number.id)).slice(-2)).toEqual(["phone_number.lost", "phone_number.ported_out"]);
  expect(await missing(tenant)).toEqual([]);

  // The next syncs add nothing and keep the finding.
  await syncLater();
  expect((await portedOut(tenant)).map(({ id }) => id)).toEqual([finding.id]);
  expect(await missing(tenant)).toEqual([]);
});

test("a report about a number that the carrier has changes nothing that its tenant sees", async () => {
  const tenant = await withTenant();
  const number = await owned(tenant);
  expect(await report(number.phone_number)).toBe("still_ours");
  expect(await read(tenant, number)).toEqual(await read(tenant, number));
  expect(await read(tenant, number)).toMatchObject({ status: "active", updated_at: number.updated_at });
  expect(await portedOut(tenant)).toEqual([]);
  await syncLater();
  expect(await portedOut(tenant)).toEqual([]);
});

test("a report about a number that is nobody's, or was released, changes nothing", async () => {
  expect(await report("+14155550999")).toBe("unknown_number");
  const tenant = await withTenant();
  const number = await owned(tenant);
  await tenant.api.post(`/v1/phone-numbers/${number.id}/release`);
  expect(await report(number.phone_number)).toBe("unknown_number");
  expect(await portedOut(tenant)).toEqual([]);
});

test("a report that comes before the port is remembered: the first sync that misses the number acts", async () => {
  const tenant = await withTenant();
  const number = await owned(tenant);
  expect(await report(number.phone_number)).toBe("still_ours");
  await sandbox.portOut(number.phone_number);
  expect(await differenceOf(await syncLater("/preview"), number.phone_number)).toMatchObject({ action: "give_up" });
  expect((await read(tenant, number)).status).toBe("active");
  expect(await differenceOf(await syncLater(), number.phone_number)).toMatchObject({ outcome: "done" });
  expect((await read(tenant, number)).status).toBe("lost");
  expect(await portedOut(tenant)).toMatchObject([{ evidence: { basis: "carrier_report" } }]);
  expect(await missing(tenant)).toEqual([]);
  expect((await eventTypes(tenant, number.id)).slice(-2)).toEqual(["phone_number.lost", "phone_number.ported_out"]);
});

test("a report while the carrier does not answer is not lost", async () => {
  const tenant = await withTenant();
  const number = await owned(tenant);
  await sandbox.portOut(number.phone_number);
  await sandbox.fault({ kind: "server_error", operation: "list", times: -1 });
  expect(await report(number.phone_number)).toBe("unconfirmed");
  expect((await read(tenant, number)).status).toBe("active");
  await sandbox.clearFaults();
  await syncLater();
  expect((await read(tenant, number)).status).toBe("lost");
  expect(await portedOut(tenant)).toHaveLength(1);
});

test("a report of more than 30 days ago counts for nothing: the number is missing like any other", async () => {
  const tenant = await withTenant();
  const number = await owned(tenant);
  await report(number.phone_number);
  await sandbox.lose(number.phone_number);
  later(31 * 24 * 60);
  await syncLater();
  expect((await read(tenant, number)).status).toBe("active");
  expect(await missing(tenant)).toHaveLength(1);
  expect(await portedOut(tenant)).toEqual([]);
});

test("without a report, a lost number that Twilio could port in is with another carrier", async () => {
  const tenant = await withTenant();
  const [ported, vanished] = [await owned(tenant), await owned(tenant)];
  await sandbox.portOut(ported.phone_number);
  await sandbox.lose(vanished.phone_number);
  await syncLater();
  expect(await missing(tenant)).toHaveLength(2);
  await syncLater();
  expect(await portedOut(tenant)).toMatchObject([
    { subject: { id: ported.id }, evidence: { basis: "portability", reported_at: null, port_out_lock: false } },
  ]);
  expect(await missing(tenant)).toMatchObject([{ subject: { id: vanished.id }, evidence: { lost: true } }]);
  const events = await tenant.api.get(`/v1/events?subject_id=${ported.id}&type=phone_number.ported_out`);
  expect(events.body.data).toMatchObject([{ data: { phone_number: ported.phone_number, basis: "portability" } }]);
  expect(await eventTypes(tenant, vanished.id)).not.toContain("phone_number.ported_out");
});

test("without an answer about its portability, a lost number is missing", async () => {
  const tenant = await withTenant();
  const number = await owned(tenant);
  await sandbox.portOut(number.phone_number);
  await syncLater();
  await sandbox.fault({ kind: "server_error", operation: "portability", times: -1 });
  await syncLater();
  expect((await read(tenant, number)).status).toBe("lost");
  expect(await missing(tenant)).toMatchObject([{ evidence: { lost: true } }]);
  expect(await portedOut(tenant)).toEqual([]);
});

test("a late report says why a lost number is lost, and a number that comes back works again", async () => {
  const tenant = await withTenant();
  const number = await owned(tenant);
  const { friendly_name, voice_url, status_callback, sms_url } = await sandbox.number(number.phone_number);
  await sandbox.lose(number.phone_number);
  await syncLater();
  await syncLater();
  expect(await missing(tenant)).toHaveLength(1);
  expect(await report(number.phone_number)).toBe("ported_out");
  expect(await missing(tenant)).toEqual([]);
  expect(await portedOut(tenant)).toHaveLength(1);
  expect((await eventTypes(tenant, number.id)).at(-1)).toBe("phone_number.ported_out");

  await sandbox.addBehindOurBack(number.phone_number, friendly_name, { voice_url, status_callback, sms_url });
  await syncLater();
  expect((await read(tenant, number)).status).toBe("active");
  expect(await portedOut(tenant)).toEqual([]);
  // It was found, so the old report counts no more.
  await sandbox.lose(number.phone_number);
  await syncLater();
  expect((await read(tenant, number)).status).toBe("active");
  expect(await missing(tenant)).toHaveLength(1);
});

test("a number that was ported here is compared and watched like a bought one", async () => {
  const tenant = await withTenant();
  const number = await owned(tenant);
  await env.DB.prepare("update phone_numbers set acquisition_method = 'porting' where id = ?").bind(number.id).run();
  const run = await syncLater();
  expect(await differenceOf(run, number.phone_number)).toBeUndefined();
  await sandbox.portOut(number.phone_number);
  expect(await report(number.phone_number)).toBe("ported_out");
  expect((await read(tenant, number)).status).toBe("lost");
  expect(await portedOut(tenant)).toHaveLength(1);
});

test("the owner of the carrier account has a finding too, until the number is back or released", async () => {
  const tenant = await withTenant();
  const number = await owned(tenant);
  const ofPlatform = async () =>
    (await openFindings(admin, "number_ported_out")).filter(({ subject }) => subject.id === number.id);
  await sandbox.portOut(number.phone_number);
  await report(number.phone_number);
  expect(await ofPlatform()).toMatchObject([{ evidence: { tenant_id: tenant.id, phone_number: number.phone_number } }]);
  await syncLater();
  expect(await ofPlatform()).toHaveLength(1);
  expect((await tenant.api.post(`/v1/phone-numbers/${number.id}/release`)).body.status).toBe("cooling_off");
  await syncLater();
  expect([...(await ofPlatform()), ...(await portedOut(tenant))]).toEqual([]);
});
