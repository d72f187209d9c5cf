import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PLATFORM_ACCOUNT } from "#kernel/values/ids";
import { BUNDLE_AGE_MS, readBundlesJob } from "#operations/compliance/read-bundles";
import { readCampaigns, readTollFree } from "#operations/compliance/read-registrations";
import { storeDocuments } from "#operations/compliance/store-documents";
import { evaluateAllJob, evaluateChangesJob } from "#operations/readiness/jobs";
import { sync } from "#operations/sync/job";
import { createJobContext } from "#runtime/job-context";
import { admin, type Json } from "../../support/api";
import { type OwnedNumber, ownedBy } from "../../support/carrier";
import { runAll, runToEnd } from "../../support/jobs";
import { sandbox } from "../../support/sandbox";
import { type Tenant, withTenant } from "../../support/seed";

/** What the carrier knows of papers and registrations, from its books to the readiness of numbers. */

const MINUTE = 60_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: Date.now() }));
afterEach(async () => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  await sandbox.clearFaults();
  await env.DB.batch(
    ["messaging_rounds", "messaging_registrations", "bundle_states"].map((table) =>
      env.DB.prepare(`delete from ${table}`),
    ),
  );
});

const later = (ms = MINUTE) => vi.setSystemTime(Date.now() + ms);

/** What was just bought is left alone by the sync that begins in the same moment. */
async function synced(): Promise<void> {
  later();
  await runAll(sync);
}

const readiness = async ({ api }: Tenant, { id }: OwnedNumber): Promise<Json> =>
  (await api.get(`/v1/phone-numbers/${id}/readiness`)).body;

/** The causes that papers and registrations have. */
const paperCodes = ({ causes }: Json): string[] =>
  causes.map(({ code }: Json) => code).filter((code: string) => /^(address|bundle|emergency|messaging)_/.test(code));

/** The causes that the tenant was told of last. */
async function lastReportedCauses({ api }: Tenant): Promise<string[] | undefined> {
  const { body } = await api.get("/v1/events?sort=seq&limit=200&type=phone_number.readiness_changed");
  return body.data.at(-1)?.data.causes;
}

async function answered(tenant: Tenant, number: OwnedNumber): Promise<void> {
  const agent = await tenant.api.post("/v1/agents", { name: "Desk", destination: { kind: "say", message: "Hello." } });
  await tenant.api.post(`/v1/phone-numbers/${number.id}/assign`, { agent_id: agent.body.id });
}

async function bought(tenant: Tenant, e164: string, papers: Json = {}): Promise<OwnedNumber> {
  const { body } = await tenant.api.post("/v1/orders", { items: [{ phone_number: e164 }], configuration: papers });
  const id = body.items[0].phone_number_id;
  expect(id).toBeTruthy();
  return { id, e164, path: `/twilio/${tenant.id}/numbers/${id}` };
}

/** A number of the US that takes messages. */
async function senderOf(tenant: Tenant): Promise<OwnedNumber> {
  for (;;) {
    const number = await ownedBy(tenant);
    const { body } = await tenant.api.get(`/v1/phone-numbers/${number.id}`);
    if (body.capabilities.sms) return number;
  }
}

async function tollFreeOf(tenant: Tenant): Promise<OwnedNumber> {
  const found = await tenant.api.get("/v1/available-phone-numbers?country=US&type=toll_free&limit=1&capabilities=sms");
  return await bought(tenant, found.body.data[0].phone_number);
}

const german = (at: number) => `+49302345${7_000 + at}`;

async function germanPapers(): Promise<{ address_sid: string; bundle_sid: string }> {
  return { address_sid: await sandbox.address("DE"), bundle_sid: await sandbox.bundle("DE", "local") };
}

test("a sync stores a number's documents from the carrier's record with their age, and a change is an event", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  await answered(tenant, number);
  expect((await readiness(tenant, number)).unknown).toEqual(
    expect.arrayContaining(["address", "emergency_address", "bundle"]),
  );
  await synced();
  const first = await readiness(tenant, number);
  expect(first.documents).toEqual({
    address: { requirement: "none", holder: null, address_sid: null },
    emergency: { applies: true, address: "unregistered", calling_enabled: false },
    bundle: null,
    checked_at: new Date().toISOString(),
  });
  expect([first.ready, paperCodes(first)]).toEqual([true, ["emergency_address_missing"]]);
  expect(first.unknown).not.toEqual(expect.arrayContaining(["address"]));
  await runAll(evaluateChangesJob);
  expect(await lastReportedCauses(tenant)).toEqual(["emergency_address_missing"]);

  const emergency_address_sid = await sandbox.address("US");
  const registering = { emergency_address_sid, emergency_address_status: "registration-failure" };
  await sandbox.papers(number.e164, registering);
  await synced();
  await runAll(evaluateChangesJob);
  expect(await lastReportedCauses(tenant)).toEqual(["emergency_address_failed"]);
  await sandbox.papers(number.e164, { emergency_address_status: "registered", emergency_status: "Active" });
  await synced();
  await runAll(evaluateChangesJob);
  expect(await lastReportedCauses(tenant)).toEqual([]);
  expect((await readiness(tenant, number)).documents.emergency).toEqual({
    applies: true,
    address: "registered",
    calling_enabled: true,
  });
});

test("an address that the carrier wants and does not have any more is missing", async () => {
  const tenant = await withTenant();
  const papers = await germanPapers();
  const number = await bought(tenant, german(1), papers);
  await synced();
  expect(await readiness(tenant, number)).toMatchObject({
    documents: { address: { requirement: "local", holder: "you", address_sid: papers.address_sid } },
  });
  expect(paperCodes(await readiness(tenant, number))).not.toContain("address_missing");
  await sandbox.papers(number.e164, { address_sid: null });
  await synced();
  expect(paperCodes(await readiness(tenant, number))).toContain("address_missing");
});

test("a preview of the sync stores no documents", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  later();
  const { body } = await admin.post("/v1/sync/preview");
  expect((await admin.get(`/v1/sync/${body.id}`)).body).toMatchObject({ status: "completed", preview: true });
  expect((await readiness(tenant, number)).documents.checked_at).toBeNull();
});

test("a number that was given back has no papers, so that those of its next purchase are asked for", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  await synced();
  const known = () =>
    env.DB.prepare("select count(*) as n from number_documents where phone_number_id = ?").bind(number.id).first("n");
  expect(await known()).toBe(1);
  expect((await tenant.api.post(`/v1/phone-numbers/${number.id}/release`)).body.status).toBe("cooling_off");
  expect(await known()).toBe(0);
  await synced();
  expect(await known()).toBe(0);
  // A list that was read before the release, and is gone through after it.
  const ctx = createJobContext(env, createExecutionContext());
  const listed = await ctx.carrier.listOwned(null);
  const [theirs] = listed.kind === "ok" ? listed.value.numbers : [];
  const kept = await ownedBy(tenant);
  if (!theirs) throw new Error("The account has no numbers.");
  await storeDocuments(
    ctx,
    PLATFORM_ACCOUNT,
    [number, kept].map(({ id }) => ({ phoneNumberId: id, theirs })),
  );
  expect(await known()).toBe(0);
  expect((await readiness(tenant, kept)).documents.checked_at).not.toBeNull();
});

test("a bundle that is rejected reaches all of its numbers, and a bundle that stays as it is writes nothing", async () => {
  const tenant = await withTenant();
  const papers = await germanPapers();
  const numbers = [await bought(tenant, german(11), papers), await bought(tenant, german(12), papers)];
  await synced();
  const [number] = numbers as [OwnedNumber];
  expect((await readiness(tenant, number)).unknown).toContain("bundle");
  await runAll(readBundlesJob);
  expect(await readiness(tenant, number)).toMatchObject({
    documents: { bundle: { holder: "you", bundle_sid: papers.bundle_sid, standing: "approved", valid_until: null } },
  });
  await runAll(evaluateChangesJob);

  await sandbox.review(papers.bundle_sid, "twilio-rejected");
  await runAll(readBundlesJob);
  expect(await runAll(evaluateChangesJob)).toMatchObject({ queued: 2, changed: 2 });
  const readinessEvents = await tenant.api.get("/v1/events?sort=seq&limit=200&type=phone_number.readiness_changed");
  const rejected = readinessEvents.body.data.filter(({ data }: Json) => data.causes.includes("bundle_rejected"));
  expect(rejected.map(({ subject }: Json) => subject.id).sort()).toEqual(numbers.map(({ id }) => id).sort());

  const asked = () =>
    env.DB.prepare("select asked_at from bundle_states where sid = ?").bind(papers.bundle_sid).first("asked_at");
  const before = await asked();
  later();
  await runAll(readBundlesJob);
  expect(await asked()).toBe(before);
  expect(await runAll(evaluateChangesJob)).toMatchObject({ queued: 0, changed: 0 });
  later(BUNDLE_AGE_MS);
  await runAll(readBundlesJob);
  expect(await asked()).toBe(Date.now());
  expect(await runAll(evaluateChangesJob)).toMatchObject({ queued: 0, changed: 0 });
});

test("the end of a bundle is a cause before and after that day", async () => {
  const tenant = await withTenant();
  const papers = await germanPapers();
  const number = await bought(tenant, german(21), papers);
  await synced();
  await sandbox.setEnd(papers.bundle_sid, new Date(Date.now() + 60 * MINUTE).toISOString());
  await runAll(readBundlesJob);
  expect(paperCodes(await readiness(tenant, number))).toContain("bundle_expiring");
  later(61 * MINUTE);
  expect(paperCodes(await readiness(tenant, number))).toContain("bundle_expired");
  // Nothing tells of a day that comes: the round through all numbers does.
  await runAll(evaluateAllJob);
  expect(await lastReportedCauses(tenant)).toContain("bundle_expired");
});

test("a bundle that the account does not have is gone, one that is not in use is forgotten, and silence changes nothing", async () => {
  const tenant = await withTenant();
  const papers = await germanPapers();
  const number = await bought(tenant, german(31), papers);
  await synced();
  await runAll(readBundlesJob);
  await sandbox.fault({ kind: "server_error", operation: "bundles", times: -1 });
  await sandbox.review(papers.bundle_sid, "twilio-rejected");
  expect((await runToEnd(readBundlesJob)).errors).toMatchObject([{ at: "bundles" }]);
  expect((await readiness(tenant, number)).documents.bundle.standing).toBe("approved");
  await sandbox.clearFaults();

  const unknown = `BU${"f".repeat(32)}`;
  await sandbox.papers(number.e164, { bundle_sid: unknown });
  await synced();
  await runAll(readBundlesJob);
  const now = await readiness(tenant, number);
  expect([now.documents.bundle.standing, paperCodes(now).includes("bundle_gone")]).toEqual(["gone", true]);
  const kept = await env.DB.prepare("select count(*) as n from bundle_states where sid = ?")
    .bind(papers.bundle_sid)
    .first("n");
  expect(kept).toBe(0);
});

test("a local number of the US may send by its campaign, and by none it may not", async () => {
  const tenant = await withTenant();
  const [inside, outside] = [await senderOf(tenant), await senderOf(tenant)];
  const service = await sandbox.service([inside.e164], "IN_PROGRESS");
  const states = async () => [
    (await readiness(tenant, inside)).messaging.state,
    (await readiness(tenant, outside)).messaging.state,
  ];
  expect(await states()).toEqual(["unknown", "unknown"]);
  await synced();
  later();
  await runAll(readCampaigns);
  expect(await states()).toEqual(["pending", "none"]);
  expect(paperCodes(await readiness(tenant, inside))).toContain("messaging_registration_pending");
  expect(paperCodes(await readiness(tenant, outside))).toContain("messaging_unregistered");
  await runAll(evaluateChangesJob);

  await sandbox.changeService(service, { campaign_status: "VERIFIED" });
  await runAll(readCampaigns);
  expect(await runAll(evaluateChangesJob)).toMatchObject({ queued: 1, changed: 1 });
  expect(await readiness(tenant, inside)).toMatchObject({
    messaging: { needs: "campaign", state: "registered", checked_at: new Date().toISOString() },
  });
  expect(await runAll(readCampaigns)).toMatchObject({ changed: 0 });

  const other = await sandbox.service([], "FAILED");
  await sandbox.changeService(other, { phone_numbers: [inside.e164] });
  await runAll(readCampaigns);
  expect(await states()).toEqual(["rejected", "none"]);
  await sandbox.endService(other);
  await runAll(readCampaigns);
  expect(await states()).toEqual(["none", "none"]);
  await sandbox.endService(service);
});

test("a round that could not read all proves nothing about numbers that it did not meet", async () => {
  const tenant = await withTenant();
  const [inside, outside] = [await senderOf(tenant), await senderOf(tenant)];
  const service = await sandbox.service([inside.e164], "VERIFIED");
  await synced();
  later();
  const states = async () => [
    (await readiness(tenant, inside)).messaging.state,
    (await readiness(tenant, outside)).messaging.state,
  ];
  await sandbox.fault({ kind: "refuse", operation: "messaging", times: -1 });
  expect((await runToEnd(readCampaigns)).errors).toMatchObject([{ at: "groups" }]);
  expect(await states()).toEqual(["unknown", "unknown"]);
  await sandbox.clearFaults();
  await runAll(readCampaigns);
  expect(await states()).toEqual(["registered", "none"]);
  // What came after the last round is not proved by it; and what was known stays known.
  later();
  const newer = await senderOf(tenant);
  await synced();
  await sandbox.fault({ kind: "refuse", operation: "messaging", times: -1 });
  expect((await runToEnd(readCampaigns)).errors).toHaveLength(1);
  expect([...(await states()), (await readiness(tenant, newer)).messaging.state]).toEqual([
    "registered",
    "none",
    "unknown",
  ]);
  await sandbox.clearFaults();
  await sandbox.endService(service);
});

test("a toll-free number may send once it is verified", async () => {
  const tenant = await withTenant();
  const number = await tollFreeOf(tenant);
  await synced();
  later();
  const state = async () => {
    const { messaging, documents } = await readiness(tenant, number);
    expect([messaging.needs, documents.emergency.applies]).toEqual(["toll_free", false]);
    return messaging.state;
  };
  expect(await state()).toBe("unknown");
  await runAll(readTollFree);
  expect(await state()).toBe("none");
  const verification = await sandbox.verification(number.e164, "TWILIO_APPROVED");
  await runAll(readTollFree);
  expect(await state()).toBe("registered");
  await runAll(evaluateChangesJob);
  await sandbox.fault({ kind: "refuse", operation: "messaging", times: -1 });
  expect((await runToEnd(readTollFree)).errors).toMatchObject([{ at: "verifications" }]);
  expect(await state()).toBe("registered");
  await sandbox.clearFaults();
  await sandbox.endVerification(verification);
  await runAll(readTollFree);
  expect(await state()).toBe("none");
  expect(await runAll(evaluateChangesJob)).toMatchObject({ queued: 1, changed: 1 });
});

test("a number may be in a service and verified by itself; what it needs counts", async () => {
  const tenant = await withTenant();
  const number = await tollFreeOf(tenant);
  const service = await sandbox.service([number.e164], "VERIFIED");
  await synced();
  later();
  for (const job of [readCampaigns, readTollFree]) await runAll(job);
  expect((await readiness(tenant, number)).messaging.state).toBe("none");
  await sandbox.verification(number.e164, "TWILIO_APPROVED");
  await runAll(readTollFree);
  await sandbox.endService(service);
  await runAll(readCampaigns);
  expect((await readiness(tenant, number)).messaging.state).toBe("registered");
});
