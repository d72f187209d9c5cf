import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { type Answer, admin, type Json } from "../../support/api";
import { sandbox } from "../../support/sandbox";
import { freshNumber, withTenant } from "../../support/seed";
import { afterSync, differenceOf, eventTypes, openFindings, orphanOf, owned, read, syncLater } from "./run-sync";

afterEach(afterSync);

test("a young orphan waits; a preview only plans; then the orphan is one finding", async () => {
  const e164 = freshNumber();
  await sandbox.addBehindOurBack(e164, "By hand");
  expect(await differenceOf((await admin.post("/v1/sync")).body, e164)).toBeUndefined();
  const preview = await syncLater("/preview");
  expect(preview).toMatchObject({
    preview: true,
    status: "completed",
    differences: { orphaned: { done: 0, open: 0 } },
  });
  expect(await differenceOf(preview, e164)).toEqual({
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
  expect(await differenceOf(await syncLater("/preview"), e164)).toMatchObject({
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

test("an adoption by hand stays within the tenant's caps, also while it is suspended, and a closed tenant gets none", async () => {
  const tenant = await withTenant();
  const { e164, path } = await orphaned();
  const cap = (settings: Json) => admin.patch(`/v1/tenants/${tenant.id}`, settings);
  const adopt = async (): Promise<Json> => (await admin.post(`${path}/adopt`, { tenant_id: tenant.id })).body;
  await cap({ number_limit: 0 });
  expect(await adopt()).toMatchObject({ code: "number_limit_reached", limit: 0, used: 0, requested: 1 });
  await cap({ number_limit: 1, max_monthly_cost: { amount: "1.14", currency: "USD" } });
  expect(await adopt()).toMatchObject({ code: "monthly_cost_limit_reached" });
  await cap({ max_monthly_cost: { amount: "1.15", currency: "USD" } });
  await admin.post(`/v1/tenants/${tenant.id}/close`, {});
  expect(await adopt()).toMatchObject({ code: "tenant_closed" });
  expect((await orphanOf(e164)).status).toBe("open");
  await admin.post(`/v1/tenants/${tenant.id}/reopen`, {});
  await admin.post(`/v1/tenants/${tenant.id}/suspend`, {});
  expect(await adopt()).toMatchObject({ status: "resolved" });
});

test("parallel adoptions by hand stop at the tenant's cap", async () => {
  const tenant = await withTenant();
  const e164s = Array.from({ length: 5 }, freshNumber);
  for (const e164 of e164s) await sandbox.addBehindOurBack(e164, "By hand");
  await syncLater();
  const findings = await openFindings(admin, "number_orphaned");
  const mine = findings.filter(({ subject }) => e164s.includes(subject.id));
  await admin.patch(`/v1/tenants/${tenant.id}`, { number_limit: 2 });
  const answers = await Promise.all(
    mine.map(({ id }) => admin.post(`/v1/findings/${id}/adopt`, { tenant_id: tenant.id })),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 409, 409, 409]);
  expect((await tenant.api.get("/v1/phone-numbers")).body.data).toHaveLength(2);
});

test("a number that an order paid for is not adopted beyond the tenant's cap: it stays an orphan until the cap allows it", async () => {
  const tenant = await withTenant();
  const e164 = freshNumber();
  await sandbox.fault({ kind: "refuse", operation: "buy", phone_number: e164 });
  const order = await tenant.api.post("/v1/orders", { items: [{ phone_number: e164 }] });
  await sandbox.addBehindOurBack(e164, `pm:${order.body.items[0].id}`);
  await admin.patch(`/v1/tenants/${tenant.id}`, { number_limit: 0 });
  expect(await differenceOf(await syncLater(), e164)).toMatchObject({ outcome: "open" });
  expect(await orphanOf(e164)).toMatchObject({ status: "open" });
  expect((await tenant.api.get("/v1/phone-numbers")).body.data).toEqual([]);
  await admin.patch(`/v1/tenants/${tenant.id}`, { number_limit: 1 });
  expect(await differenceOf(await syncLater(), e164)).toMatchObject({ action: "adopt", outcome: "done" });
  expect((await tenant.api.get("/v1/phone-numbers")).body.data).toHaveLength(1);
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
