import { afterEach, expect, test, vi } from "vitest";
import { evaluateAllJob } from "#operations/readiness/jobs";
import { admin, type Json } from "../../support/api";
import { freshCall, ownedBy, sendWebhook } from "../../support/carrier";
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
  await tenant.api.patch(`/v1/agents/${agent_id}`, { destination });
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
  const account = await sandboxAccount();
  const accountId = await connectAccount(contextOf(tenant.id), {
    accountSid: account.sid,
    authToken: account.authToken,
  });
  const e164 = freshNumber();
  const id = await stockImported(contextOf(tenant.id), {
    e164,
    carrier_account_id: accountId,
    carrier_id: `PN${accountId}`,
  });
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
