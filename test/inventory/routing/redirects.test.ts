import { afterEach, expect, test, vi } from "vitest";
import { evaluateAllJob } from "#operations/readiness/jobs";
import { admin, type Json } from "../../support/api";
import { freshCall, ownedBy, sendWebhook } from "../../support/carrier";
import { eventually } from "../../support/eventually";
import { rightBefore } from "../../support/interleave";
import { connectAccount, contextOf, stockImported } from "../../support/inventory";
import { runAll } from "../../support/jobs";
import { sandboxAccount } from "../../support/sandbox-account";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";

/** A tenant's own TwiML runs in the tenant's own Twilio accounts, and in the platform's only if the platform allows it. */

afterEach(() => void vi.restoreAllMocks());

const destination = { kind: "redirect", url: "https://agents.example.com/twiml" };

const agentOf = async ({ api }: Tenant, to: object = destination): Promise<string> =>
  (await api.post("/v1/agents", { name: "Own TwiML", destination: to })).body.id;

const allow = (tenant: Tenant, redirect_allowed: boolean) =>
  admin.patch(`/v1/tenants/${tenant.id}`, { redirect_allowed });

/** A number in a Twilio account of the tenant's own; its id. */
async function stockOwn(tenant: Tenant): Promise<string> {
  const ctx = contextOf(tenant.id);
  const { sid: accountSid, authToken } = await sandboxAccount();
  const accountId = await connectAccount(ctx, { accountSid, authToken });
  return await stockImported(ctx, {
    e164: freshNumber(),
    carrier_account_id: accountId,
    carrier_id: `PN${accountId}`,
  });
}

const refused = { status: 409, body: { code: "redirect_not_allowed" } };

test("for a number in the platform's account, assigning and planning agents that redirect is refused until the platform allows it", async () => {
  const tenant = await withTenant();
  const { id } = await ownedBy(tenant);
  const agent_id = await agentOf(tenant);
  const path = `/v1/phone-numbers/${id}`;
  const plan = { agents: [{ agent_id, weight: 1 }] };
  expect(await tenant.api.post(`${path}/assign`, { agent_id })).toMatchObject(refused);
  expect(await tenant.api.put(`${path}/routing`, plan)).toMatchObject(refused);
  expect(await tenant.api.put(`${path}/routing`, { callers: [{ from: "+14155550100", agent_id }] })).toMatchObject(
    refused,
  );
  expect(await allow(tenant, true)).toMatchObject({ status: 200, body: { redirect_allowed: true } });
  expect((await tenant.api.post(`${path}/assign`, { agent_id })).status).toBe(200);
  expect((await tenant.api.put(`${path}/routing`, plan)).status).toBe(200);
  expect((await tenant.api.get(`/v1/events?type=tenant.updated`)).body.data[0].data.changed).toEqual([
    "redirect_allowed",
  ]);
});

test("an agent that comes to redirect, or whose permission is withdrawn, gets no call: the next agent or the fallback does", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  const path = `/v1/phone-numbers/${number.id}`;
  const agent_id = await agentOf(tenant, { kind: "say", message: "Hello." });
  await tenant.api.post(`${path}/assign`, { agent_id });
  await allow(tenant, true);
  expect((await tenant.api.patch(`/v1/agents/${agent_id}`, { destination })).status).toBe(200);
  await allow(tenant, false);
  const answer = async () =>
    (await sendWebhook(`${number.path}/voice`, { fields: freshCall({ To: number.e164 }) })).body;
  const simulated = async (): Promise<Json> =>
    (await tenant.api.post("/v1/routing/simulate", { phone_number_id: number.id, from: "+14155550100" })).body;
  const causes = async () => {
    await runAll(evaluateAllJob);
    const { body } = await tenant.api.get(`${path}/readiness`);
    return body.causes.map(({ code }: Json) => code).filter((code: string) => /agent/.test(code));
  };
  expect(await answer()).not.toContain("Redirect");
  expect(JSON.stringify((await simulated()).decision.trace)).toContain("may not run in the platform's Twilio account");
  expect(await causes()).toEqual(["no_agent", "agent_redirect_not_allowed"]);

  await allow(tenant, true);
  expect(await answer()).toContain(`<Redirect method="POST">${destination.url}</Redirect>`);
  expect(await causes()).toEqual([]);

  await tenant.api.put(`${path}/routing`, {
    agents: [
      { agent_id, weight: 1 },
      { agent_id: await agentOf(tenant, { kind: "say", message: "I am the other." }), weight: 1 },
    ],
    fallback: { kind: "say", message: "Nobody is in." },
  });
  await allow(tenant, false);
  for (let calls = 0; calls < 5; calls += 1) expect(await answer()).toContain("I am the other.");
  await tenant.api.put(`${path}/routing`, { fallback: { kind: "say", message: "Nobody is in." } });
  expect(await answer()).toContain("Nobody is in.");
});

test("in a Twilio account of the tenant's own, its TwiML runs; on a trunk in the platform's account it does not", async () => {
  const tenant = await withTenant();
  const id = await stockOwn(tenant);
  const agent_id = await agentOf(tenant);
  expect((await tenant.api.post(`/v1/phone-numbers/${id}/assign`, { agent_id })).status).toBe(200);
  const { body } = await tenant.api.post("/v1/routing/simulate", { phone_number_id: id, from: "+14155550100" });
  expect(body.decision).toMatchObject({ outcome: "agent", agent: { id: agent_id } });

  const trunk = await tenant.api.post("/v1/sip-trunks", { name: "Carrier", provider: "byoc" });
  const added = await tenant.api.post(`/v1/sip-trunks/${trunk.body.id}/phone-numbers`, {
    phone_numbers: [freshNumber()],
  });
  const [{ phone_number_id }] = added.body.results;
  expect(await tenant.api.post(`/v1/phone-numbers/${phone_number_id}/assign`, { agent_id })).toMatchObject(refused);
});

test("an agent that answers a number in the platform's account, by assignment or by a plan, can't be made to redirect", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  const path = `/v1/phone-numbers/${number.id}`;
  const [assigned, planned, former] = await Promise.all(
    Array.from({ length: 3 }, () => agentOf(tenant, { kind: "say", message: "Hello." })),
  );
  const redirect = (id = "") => tenant.api.patch(`/v1/agents/${id}`, { destination });
  await tenant.api.post(`${path}/assign`, { agent_id: assigned });
  await tenant.api.put(`${path}/routing`, { agents: [{ agent_id: former, weight: 1 }] });
  await tenant.api.put(`${path}/routing`, { agents: [{ agent_id: planned, weight: 1 }] });
  for (const id of [assigned, planned]) {
    const answer = await redirect(id);
    expect(answer).toMatchObject(refused);
    expect(answer.body.detail).toContain(number.e164);
    expect((await tenant.api.get(`/v1/agents/${id}`)).body.destination.kind).toBe("say");
  }
  expect((await redirect(former)).status).toBe(200);
  await allow(tenant, true);
  expect((await redirect(planned)).status).toBe(200);
  await allow(tenant, false);
  // It redirects already, so another URL is no new use.
  const other = { ...destination, url: "https://agents.example.com/other" };
  expect((await tenant.api.patch(`/v1/agents/${planned}`, { destination: other })).status).toBe(200);
});

test("an agent that answers numbers of the tenant's own account alone may come to redirect", async () => {
  const tenant = await withTenant();
  const id = await stockOwn(tenant);
  const agent_id = await agentOf(tenant, { kind: "say", message: "Hello." });
  expect((await tenant.api.post(`/v1/phone-numbers/${id}/assign`, { agent_id })).status).toBe(200);
  expect((await tenant.api.patch(`/v1/agents/${agent_id}`, { destination })).status).toBe(200);
});

test("a number that gets the agent while the agent is made to redirect keeps it from that", async () => {
  const tenant = await withTenant();
  const { id } = await ownedBy(tenant);
  const agent_id = await agentOf(tenant, { kind: "say", message: "Hello." });
  rightBefore('update "agents"', () => tenant.api.post(`/v1/phone-numbers/${id}/assign`, { agent_id }));
  expect((await tenant.api.patch(`/v1/agents/${agent_id}`, { destination })).status).toBe(409);
  expect((await tenant.api.get(`/v1/agents/${agent_id}`)).body.destination.kind).toBe("say");
});

test("orders, quotes and ports that name an agent that redirects are refused before anything is bought", async () => {
  const tenant = await withTenant();
  const agent_id = await agentOf(tenant);
  const items = [{ phone_number: freshNumber() }];
  for (const configuration of [{ agent_id }, { routing: { agents: [{ agent_id, weight: 1 }] } }]) {
    expect(await tenant.api.post("/v1/orders", { items, configuration })).toMatchObject(refused);
    expect(await tenant.api.post("/v1/orders/quote", { items, configuration })).toMatchObject(refused);
    expect(await tenant.api.post("/v1/porting-requests", { configuration })).toMatchObject(refused);
  }
  expect((await tenant.api.get("/v1/orders")).body.data).toEqual([]);
  expect((await tenant.api.get("/v1/porting-requests")).body.data).toEqual([]);
  await allow(tenant, true);
  const order = await tenant.api.post("/v1/orders", { items, configuration: { agent_id } });
  expect(order).toMatchObject({ status: 201, body: { status: "completed" } });
});

test("a bulk job fails the items whose numbers the agent may not answer, and its preview says so", async () => {
  const tenant = await withTenant();
  const { id, e164 } = await ownedBy(tenant);
  const own = await stockOwn(tenant);
  const agent_id = await agentOf(tenant);
  const job = { action: "assign", agent_id, phone_numbers: [id, own] };
  const preview = await tenant.api.post("/v1/bulk-jobs/preview", job);
  expect(JSON.stringify(preview.body)).toContain("redirect_not_allowed");
  const { status, body } = await tenant.api.post("/v1/bulk-jobs", job);
  expect(status).toBe(202);
  await eventually(async () =>
    expect((await tenant.api.get(`/v1/bulk-jobs/${body.id}`)).body).toMatchObject({
      status: "completed",
      counts: { succeeded: 1, failed: 1 },
    }),
  );
  const { items } = (await tenant.api.get(`/v1/bulk-jobs/${body.id}`)).body;
  const failed = items.filter((item: Json) => item.status === "failed");
  expect(failed).toMatchObject([{ error: { code: "redirect_not_allowed", detail: expect.stringContaining(e164) } }]);
  expect((await tenant.api.get(`/v1/phone-numbers/${own}`)).body.agent_id).toBe(agent_id);
});
