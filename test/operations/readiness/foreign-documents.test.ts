import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readBundlesJob } from "#operations/compliance/read-bundles";
import { evaluateChangesJob } from "#operations/readiness/jobs";
import { sync } from "#operations/sync/job";
import { admin, type Json } from "../../support/api";
import { runAll } from "../../support/jobs";
import { sandbox } from "../../support/sandbox";
import { type Tenant, withTenant } from "../../support/seed";

/** A number that changes hands keeps its papers at the carrier: they are its former owner's, and none of the new one's business. */

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: Date.now() }));
afterEach(() => void vi.useRealTimers());

/** What was just changed is left alone by the sync that begins in the same moment. */
async function synced(): Promise<void> {
  vi.setSystemTime(Date.now() + 60_000);
  await runAll(sync);
  await runAll(readBundlesJob);
  await runAll(evaluateChangesJob);
}

let serial = 0;

/** A number that was bought with papers of its owner's, as the carrier has it, and then became another's. */
async function handedOn() {
  const [from, to] = [await withTenant(), await withTenant()];
  const papers = { address_sid: await sandbox.address("DE"), bundle_sid: await sandbox.bundle("DE", "local") };
  const e164 = `+49302346${7_000 + ++serial}`;
  const order = { items: [{ phone_number: e164 }], configuration: papers };
  const id: string = (await from.api.post("/v1/orders", order)).body.items[0].phone_number_id;
  await synced();
  const before = await readiness(from, id);
  const moved = await admin.post(`/v1/tenants/${from.id}/phone-numbers/${id}/transfer`, { tenant_id: to.id });
  expect(moved.status).toBe(200);
  return { from, to, papers, e164, id, before };
}

const readiness = async ({ api }: Tenant, id: string): Promise<Json> =>
  (await api.get(`/v1/phone-numbers/${id}/readiness`)).body;

const paperCodes = ({ causes }: Json): string[] =>
  causes.map(({ code }: Json) => code).filter((code: string) => /^(address|bundle)_/.test(code));

/** The causes that the tenant was told of last. */
async function lastReadinessEvent({ api }: Tenant): Promise<Json> {
  const { body } = await api.get("/v1/events?sort=seq&limit=200&type=phone_number.readiness_changed");
  return body.data.at(-1)?.data;
}

test("the former owner sees the ids of its documents; the new one sees that they are another tenant's, and what to do", async () => {
  const { to, papers, id, before } = await handedOn();
  expect(before.documents).toMatchObject({
    address: { requirement: "local", holder: "you", address_sid: papers.address_sid },
    bundle: { holder: "you", bundle_sid: papers.bundle_sid, standing: "approved" },
  });
  expect(paperCodes(before)).toEqual([]);
  const now = await readiness(to, id);
  expect(now.documents).toMatchObject({
    address: { requirement: "local", holder: "another", address_sid: null },
    bundle: { holder: "another", bundle_sid: null, standing: "approved" },
  });
  const fix = "Ask the platform's operator to replace it with one of yours.";
  const severity = "warning";
  expect(now.causes.filter(({ code }: Json) => code.endsWith("_not_yours"))).toEqual([
    { code: "address_not_yours", severity, detail: "The number's address at the carrier is another tenant's.", fix },
    { code: "bundle_not_yours", severity, detail: "The number's bundle is another tenant's.", fix },
  ]);
  expect((await lastReadinessEvent(to)).causes).toEqual(
    expect.arrayContaining(["address_not_yours", "bundle_not_yours"]),
  );
});

test("nothing that the new owner can read about the number names the former one's papers, whatever becomes of them", async () => {
  const { to, papers, id } = await handedOn();
  const foreign = Object.values(papers);
  const paths = [
    `/v1/phone-numbers/${id}`,
    `/v1/phone-numbers/${id}/readiness`,
    `/v1/phone-numbers/${id}/history`,
    `/v1/phone-numbers/${id}/assignments`,
    "/v1/phone-numbers?limit=200",
    "/v1/events?limit=200",
    "/v1/findings?limit=200",
    "/v1/orders?limit=200",
    "/v1/regulatory-defaults",
  ];
  const expectSilence = async () => {
    for (const path of paths) {
      const { status, body } = await to.api.get(path);
      expect([path, status]).toEqual([path, 200]);
      for (const sid of foreign) expect(JSON.stringify(body), path).not.toContain(sid);
    }
    const { results } = await env.DB.prepare("select causes from number_readiness where phone_number_id = ?")
      .bind(id)
      .all();
    for (const sid of foreign) expect(JSON.stringify(results)).not.toContain(sid);
  };
  await expectSilence();
  for (const status of ["pending-review", "twilio-rejected"]) {
    await sandbox.review(papers.bundle_sid, status);
    await synced();
    await expectSilence();
  }
  expect(paperCodes(await readiness(to, id))).toContain("bundle_rejected");
  await sandbox.setEnd(papers.bundle_sid, new Date(Date.now() + 86_400_000).toISOString());
  await sandbox.papers((await to.api.get(`/v1/phone-numbers/${id}`)).body.phone_number, {
    bundle_sid: `BU${"e".repeat(32)}`,
  });
  await synced();
  expect(paperCodes(await readiness(to, id))).toContain("bundle_gone");
  await expectSilence();
});

test("freed documents have no owner and no tenant sees their ids; the next tenant that uses them does", async () => {
  const { from, to, papers, id } = await handedOn();
  for (const sid of Object.values(papers)) {
    expect((await admin.delete(`/v1/regulatory-claims/${sid}`)).status).toBe(204);
  }
  const freed = await readiness(to, id);
  expect(freed.documents).toMatchObject({
    address: { holder: "none", address_sid: null },
    bundle: { holder: "none", bundle_sid: null },
  });
  expect(paperCodes(freed)).toEqual([]);
  // Told right after the claims were freed, without a job.
  expect((await lastReadinessEvent(to)).causes).not.toContain("bundle_not_yours");

  expect((await to.api.put("/v1/regulatory-defaults/DE/local", papers)).status).toBe(200);
  expect((await readiness(to, id)).documents).toMatchObject({
    address: { holder: "you", address_sid: papers.address_sid },
    bundle: { holder: "you", bundle_sid: papers.bundle_sid },
  });
  const refused = await from.api.put("/v1/regulatory-defaults/DE/local", papers);
  expect(refused.status).toBe(422);
});

test("papers of the new owner's in their place end it", async () => {
  const { to, e164, id } = await handedOn();
  const own = { address_sid: await sandbox.address("DE"), bundle_sid: await sandbox.bundle("DE", "local") };
  await to.api.put("/v1/regulatory-defaults/DE/local", own);
  await sandbox.papers(e164, own);
  await synced();
  const now = await readiness(to, id);
  expect([now.documents.address.address_sid, now.documents.bundle.bundle_sid]).toEqual([
    own.address_sid,
    own.bundle_sid,
  ]);
  expect(paperCodes(now)).toEqual([]);
  expect((await lastReadinessEvent(to)).causes).not.toContain("address_not_yours");
});

test("the operator's transfer is seen at once in both tenants' lists", async () => {
  const { from, to, id } = await handedOn();
  const offline = async ({ api }: Tenant) => {
    const { body } = await api.get("/v1/phone-numbers?ready=false");
    return [body.data.map((one: Json) => one.id), body.meta.offline_count];
  };
  expect([await offline(from), await offline(to)]).toEqual([
    [[], 0],
    [[id], 1],
  ]);
  expect(await lastReadinessEvent(to)).toMatchObject({ ready: false });
});
