import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { UNPROVED_CLAIM_MS } from "#inventory/phone-numbers/trunk-numbers";
import { admin, type Json } from "../support/api";
import { ownedBy } from "../support/carrier";
import { interceptQueries } from "../support/database";
import { withTenantInFirst } from "../support/first-database";
import { readyDraft } from "../support/porting";
import { sandbox } from "../support/sandbox";
import { freshNumber, type Tenant, withTenant } from "../support/seed";

/** What a tenant sees and may take of what a tenant of another database has. See one-owner.test.ts for races. */

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  vi.spyOn(console, "log").mockImplementation(() => undefined);
});

afterEach(() => {
  vi.restoreAllMocks();
});

const pair = async (): Promise<[Tenant, Tenant]> => [await withTenantInFirst(), await withTenant()];

async function addToTrunk({ api }: Tenant, ...phone_numbers: string[]): Promise<Json> {
  const { body: trunk } = await api.post("/v1/sip-trunks", { name: "Carrier", provider: "byoc" });
  const { body } = await api.post(`/v1/sip-trunks/${trunk.id}/phone-numbers`, { phone_numbers });
  return body.results.map(({ error, phone_number_id }: Json) => error?.code ?? phone_number_id);
}

test("a claim for a trunk that no call has proved in its time goes to a tenant of another database", async () => {
  const [old, young] = await pair();
  const [e164, kept] = [freshNumber(), freshNumber()];
  const [id] = await addToTrunk(old, e164, kept);
  expect(await addToTrunk(young, e164)).toEqual(["number_held"]);
  const age = env.DB.prepare("update phone_numbers set created_at = ? where e164 = ?");
  await age.bind(Date.now() - UNPROVED_CLAIM_MS - 1, e164).run();
  // Claims do not end for a tenant that may not have the number.
  await admin.patch(`/v1/tenants/${young.id}`, { number_limit: 0 });
  expect((await old.api.get(`/v1/phone-numbers/${id}`)).body.status).toBe("active");
  await admin.patch(`/v1/tenants/${young.id}`, { number_limit: null });
  expect(await addToTrunk(young, e164, kept)).toEqual([expect.stringMatching(/^num_/), "number_held"]);
  expect((await old.api.get(`/v1/phone-numbers/${id}`)).body.status).toBe("released");
  const { body: log } = await old.api.get("/v1/events?type=phone_number.removed_from_trunk");
  expect(log.data.map(({ data }: Json) => data.phone_number)).toEqual([e164]);
  expect(JSON.stringify(log)).not.toContain(young.id);
});

test("a claim that a call proves while another tenant takes it over stays", async () => {
  const [old, young] = await pair();
  const e164 = freshNumber();
  const [id] = await addToTrunk(old, e164);
  await env.DB.prepare("update phone_numbers set created_at = 0 where id = ?").bind(id).run();
  let isProved = false;
  const end = interceptQueries(async (proceed, sql) => {
    if (!isProved && sql.includes('update "phone_numbers" set')) {
      isProved = true;
      await env.DB.prepare("update phone_numbers set ownership_proved_at = 1, version = version + 1 where id = ?")
        .bind(id)
        .run();
    }
    return await proceed();
  });
  const { body: trunk } = await young.api.post("/v1/sip-trunks", { name: "Carrier", provider: "byoc" });
  const path = `/v1/sip-trunks/${trunk.id}/phone-numbers`;
  const lost = await young.api.post(path, { phone_numbers: [e164] });
  end();
  expect(isProved).toBe(true);
  expect(lost.body.code ?? lost.body.results[0].error.code).toMatch(/changed_meanwhile|number_owned/);
  expect((await old.api.get(`/v1/phone-numbers/${id}`)).body.status).toBe("active");
  expect(await addToTrunk(young, e164)).toEqual(["number_owned"]);
});

test("a number that a tenant of another database bought comes to no trunk, in no port and in no search", async () => {
  const [old, young] = await pair();
  const { e164 } = await ownedBy(old);
  expect(await addToTrunk(young, e164)).toEqual(["number_owned"]);
  const path = await readyDraft(young, [e164]);
  const { body: refused } = await young.api.post(`${path}/submit`);
  expect(refused.code).toBe("preflight_failed");
  expect(JSON.stringify(refused)).toContain("number_owned");
  const held = freshNumber();
  expect((await old.api.post("/v1/reservations", { phone_number: held })).status).toBe(201);
  const quoted = await young.api.post("/v1/orders/quote", { items: [{ phone_number: held }, { phone_number: e164 }] });
  const codes = quoted.body.items.map(({ obstacles }: Json) => obstacles.map(({ code }: Json) => code));
  expect(codes).toEqual([
    expect.arrayContaining(["number_held"]),
    expect.arrayContaining([expect.stringMatching(/number_owned/)]),
  ]);
});

test("a document that the platform frees goes to a tenant of another database, and its own tenant orders without a lease", async () => {
  const [old, young] = await pair();
  const address_sid = await sandbox.address("US");
  const order = ({ api }: Tenant) =>
    api.post("/v1/orders", { items: [{ phone_number: freshNumber() }], configuration: { address_sid } });
  expect((await order(young)).status).toBe(201);
  const leases: string[] = [];
  const end = interceptQueries(async (proceed, sql) => {
    if (sql.includes("subject_leases")) leases.push(sql);
    return await proceed();
  });
  expect((await order(young)).status).toBe(201);
  end();
  expect(leases).toEqual([]);
  expect((await order(old)).body).toMatchObject({ code: "validation_failed" });
  expect((await admin.delete(`/v1/regulatory-claims/${address_sid}`)).status).toBe(204);
  expect((await order(old)).status).toBe(201);
  expect((await order(young)).body).toMatchObject({ code: "validation_failed" });
});
