import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { UNBILLED } from "#acquisition/account/caps";
import { mayTake } from "#acquisition/account/queries";
import type { Context } from "#kernel/ports/context";
import { DAY_MS } from "#kernel/values/time";
import { readCampaigns } from "#operations/compliance/read-registrations";
import { guardActivity } from "#operations/inactivity/job";
import { admin, type Json } from "../../support/api";
import { freshMessage, ownedBy, sendWebhook } from "../../support/carrier";
import { eventually } from "../../support/eventually";
import { connectAccount, contextOf, stockImported, stockOnTrunk } from "../../support/inventory";
import { runAll, runCleanup } from "../../support/jobs";
import { sandbox } from "../../support/sandbox";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";

/** Numbers that a tenant has elsewhere: each verb works on them, or says what to do instead. */

let accounts = 0;

async function newAccount(ctx: Context): Promise<string> {
  accounts += 1;
  return await connectAccount(ctx, { accountSid: `AC${String(accounts).padStart(32, "0")}`, authToken: "token" });
}

interface Own {
  readonly tenant: Tenant;
  readonly ctx: Context;
  readonly id: string;
  readonly e164: string;
}

const kinds = ["imported", "sip_trunk"] as const;
type Kind = (typeof kinds)[number];

async function stockOwn(tenant: Tenant, kind: Kind, e164 = freshNumber(), createdAt = Date.now()): Promise<Own> {
  const ctx = contextOf(tenant.id);
  const number = { e164, created_at: createdAt };
  const id =
    kind === "imported"
      ? await stockImported(ctx, { ...number, carrier_account_id: await newAccount(ctx) })
      : await stockOnTrunk(ctx, { ...number, sip_trunk_id: ctx.newId("sipTrunk") });
  return { tenant, ctx, id, e164 };
}

const stateOf = (id: string) =>
  env.DB.prepare("select tenant_id, status, version from phone_numbers where id = ?").bind(id).first<Json>();

async function bulkRelease({ tenant, id }: Own): Promise<Json> {
  const job = await tenant.api.post("/v1/bulk-jobs", { action: "release", force: true, phone_numbers: [id] });
  return await eventually(async () => {
    const { body } = await tenant.api.get(`/v1/bulk-jobs/${job.body.id}`);
    expect(body.items[0].status).toBe("failed");
    return { status: 409, body: body.items[0].error };
  });
}

/** The verbs that only a number bought from the platform knows. */
const refused: Record<string, (own: Own) => Promise<Json>> = {
  release: ({ tenant, id }) => tenant.api.post(`/v1/phone-numbers/${id}/release`),
  "release by force": ({ tenant, id }) => tenant.api.post(`/v1/phone-numbers/${id}/release?force=true`),
  "release by its number": ({ tenant, e164 }) => tenant.api.post(`/v1/phone-numbers/${e164}/release`),
  restore: ({ tenant, id }) => tenant.api.post(`/v1/phone-numbers/${id}/restore`),
  "a bulk job that releases": bulkRelease,
  "a preview of that job": async ({ tenant, id }) => {
    const { body } = await tenant.api.post("/v1/bulk-jobs/preview", { action: "release", phone_numbers: [id] });
    return { status: 409, body: body.items[0].error };
  },
  transfer: async ({ tenant, id }) =>
    await admin.post(`/v1/tenants/${tenant.id}/phone-numbers/${id}/transfer`, {
      tenant_id: (await withTenant()).id,
      force: true,
    }),
};

describe.each(kinds)("of a number that is %s", (kind) => {
  test.each(Object.keys(refused))("%s is refused, and the answer says what to do instead", async (verb) => {
    const own = await stockOwn(await withTenant(), kind);
    const before = await stateOf(own.id);
    const answer = await refused[verb]?.(own);
    expect(answer).toMatchObject({ status: 409, body: { code: "number_not_purchased" } });
    const instead = {
      imported: `POST /v1/phone-numbers/${own.id}/detach`,
      sip_trunk: new RegExp(`DELETE /v1/sip-trunks/trk_\\w+/phone-numbers/${own.id} `),
    }[kind];
    if (typeof instead === "string") expect(answer?.body.detail).toContain(instead);
    else expect(answer?.body.detail).toMatch(instead);
    expect(await stateOf(own.id)).toEqual(before);
  });

  test("it is suspended, resumed, named, locked and given an agent like any other", async () => {
    const { tenant, id } = await stockOwn(await withTenant(), kind);
    const path = `/v1/phone-numbers/${id}`;
    expect((await tenant.api.post(`${path}/suspend`)).body).toMatchObject({ status: "suspended" });
    expect((await tenant.api.post(`${path}/resume`)).body).toMatchObject({ status: "active" });
    const change = { friendly_name: "Desk", tags: ["vip"], deletion_lock: true };
    expect((await tenant.api.patch(path, change)).body).toMatchObject(change);
    const agent = await tenant.api.post("/v1/agents", { name: "A", destination: { kind: "say", message: "Hello." } });
    expect((await tenant.api.post(`${path}/assign`, { agent_id: agent.body.id })).status).toBe(200);
    expect((await tenant.api.get(path)).body).toMatchObject({ agent_id: agent.body.id, acquisition_method: kind });
    const forwarding = await tenant.api.patch(path, { sms_forward_to: "+14155550199" });
    if (kind === "imported") expect(forwarding.body).toMatchObject({ sms_forward_to: "+14155550199" });
    else expect(forwarding.body).toMatchObject({ errors: [{ pointer: "/sms_forward_to" }] });
  });

  test("it counts against the cap on numbers and costs nothing", async () => {
    const tenant = await withTenant();
    const bought = await ownedBy(tenant);
    const { ctx, id } = await stockOwn(tenant, kind);
    const cap = { number_limit: 3, max_monthly_cost: { amount: "1.15", currency: "USD" } };
    expect((await admin.patch(`/v1/tenants/${tenant.id}`, cap)).status).toBe(200);
    const fits = async (...prices: Parameters<typeof mayTake>[1]) => {
      const [[found] = []] = await ctx.db.values<[number]>(sql`select ${mayTake(tenant.id, prices)}`);
      return found;
    };
    expect([await fits(UNBILLED), await fits(UNBILLED, UNBILLED), await fits(null)]).toEqual([1, 0, 0]);
    const monthly_cost = [{ amount: "1.15", currency: "USD" }];
    const counts = { numbers: 2, monthly_cost, numbers_without_price: 0, numbers_not_billed: 1 };
    expect((await tenant.api.get("/v1/me")).body.usage).toEqual(counts);
    const { data, meta } = (await tenant.api.get("/v1/usage/costs?group_by=number")).body;
    expect(meta.total).toEqual(counts);
    expect(data.map(({ phone_number_id, numbers_not_billed }: Json) => [phone_number_id, numbers_not_billed])).toEqual(
      expect.arrayContaining([
        [bought.id, 0],
        [id, 1],
      ]),
    );
    expect((await tenant.api.get("/v1/usage/costs?group_by=country")).body.data).toEqual([
      { country: "US", ...counts },
    ]);
  });

  test("its readiness counts nothing that only the platform's account was asked for", async () => {
    const { tenant, id } = await stockOwn(await withTenant(), kind);
    expect((await admin.post("/v1/sync")).body.status).toBe("completed");
    await runAll(readCampaigns);
    const { body } = await tenant.api.get(`/v1/phone-numbers/${id}/readiness`);
    expect(body.causes.map(({ code }: Json) => code)).toEqual(["no_agent"]);
    expect(body.carrier).toEqual({ setup: kind === "imported" ? "unknown" : "not_applicable", checked_at: null });
    expect(body.unknown).toEqual(
      kind === "imported"
        ? ["carrier_setup", "signature", "messaging_registration", "address", "emergency_address", "bundle"]
        : ["signature"],
    );
  });

  test("neither Twilio's rule of idle numbers nor a release that is stuck is about it", async () => {
    const old = Date.now() - 60 * DAY_MS;
    const { tenant, id, e164 } = await stockOwn(await withTenant(), kind, freshNumber(), old);
    const bought = await ownedBy(tenant);
    await env.DB.prepare("update phone_numbers set created_at = ? where id = ?").bind(old, bought.id).run();
    await runAll(guardActivity);
    const findings = (await tenant.api.get("/v1/findings?kind=number_inactive")).body.data;
    expect(findings.map(({ subject }: Json) => subject.id)).toEqual([bought.id]);
    await env.DB.prepare("update phone_numbers set status = 'releasing', updated_at = 0 where id = ?").bind(id).run();
    await runCleanup();
    expect(await stateOf(id)).toMatchObject({ status: "releasing" });
    expect((await sandbox.requests("release", e164)).requests).toEqual([]);
  });

  test("another tenant buys, releases and gets back the same number, and neither sees the other's", async () => {
    const own = await stockOwn(await withTenant(), kind);
    const other = await withTenant();
    const order = await other.api.post("/v1/orders", { items: [{ phone_number: own.e164 }] });
    expect(order.body.status).toBe("completed");
    const theirs = order.body.items[0].phone_number_id;
    const lists = async () =>
      await Promise.all(
        [own.tenant, other].map(async ({ api }) =>
          (await api.get(`/v1/phone-numbers?digits=${own.e164.slice(1)}`)).body.data.map(({ id }: Json) => id),
        ),
      );
    expect(await lists()).toEqual([[own.id], [theirs]]);
    expect((await other.api.get(`/v1/phone-numbers/${own.id}`)).status).toBe(404);
    expect((await own.tenant.api.get(`/v1/phone-numbers/${theirs}`)).status).toBe(404);
    expect((await other.api.get(`/v1/phone-numbers/${own.e164}/history`)).body.data.length).toBeGreaterThan(0);
    expect((await own.tenant.api.get(`/v1/phone-numbers/${own.e164}/history`)).body.data).toEqual([]);
    expect((await other.api.post(`/v1/phone-numbers/${theirs}/release`)).body.status).toBe("cooling_off");
    expect(await stateOf(own.id)).toMatchObject({ status: "active" });
    expect((await other.api.post(`/v1/phone-numbers/${theirs}/restore`)).body.status).toBe("active");
    expect(await stateOf(own.id)).toMatchObject({ status: "active", tenant_id: own.tenant.id, version: 1 });
  });

  test("by its E.164 form the one that was not released is meant, in each place that takes a reference", async () => {
    const tenant = await withTenant();
    const inService = await ownedBy(tenant);
    const gone = await stockOwn(tenant, kind, inService.e164);
    await env.DB.prepare("update phone_numbers set status = 'released' where id = ?").bind(gone.id).run();
    const path = `/v1/phone-numbers/${inService.e164}`;
    expect((await tenant.api.get(path)).body.id).toBe(inService.id);
    const bulk = { action: "tag", tags: ["x"], phone_numbers: [inService.e164] };
    expect((await tenant.api.post("/v1/bulk-jobs/preview", bulk)).body.items[0].phone_number_id).toBe(inService.id);
    await tenant.api.post(`${path}/suspend`);
    expect([await stateOf(inService.id), await stateOf(gone.id)]).toMatchObject([
      { status: "suspended" },
      { status: "released" },
    ]);
  });
});

test("a message from an imported number is not forwarded: two numbers that forward to each other would loop", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  await tenant.api.patch(`/v1/phone-numbers/${number.id}`, { sms_forward_to: "+14155550199" });
  const from = await stockOwn(await withTenant(), "imported");
  const answerTo = async (From: string) =>
    (await sendWebhook(`${number.path}/sms`, { fields: freshMessage({ To: number.e164, From }) })).body;
  expect(await answerTo("+14155550177")).toContain("<Message");
  expect(await answerTo(from.e164)).not.toContain("<Message");
});
