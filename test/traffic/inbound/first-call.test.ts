import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { setupOf } from "#inventory/phone-numbers/carrier-setup";
import { noDocuments } from "#kernel/ports/carrier";
import { createJobContext } from "#runtime/job-context";
import { PortWorld } from "../../porting/progress/world";
import { BASE } from "../../support/api";
import { freshCall, sendWebhook } from "../../support/carrier";
import { eventually } from "../../support/eventually";

/** A number of an open port, whose URL at Twilio is ours already. */
async function comingNumber(configuration?: object) {
  const world = await PortWorld.create(1, configuration);
  const row = await env.DB.prepare("select id, phone_number_id from porting_numbers where porting_request_id = ?")
    .bind(world.id)
    .first<{ id: string; phone_number_id: string }>();
  if (!row) throw new Error("The request has no number.");
  const e164 = world.e164s[0] ?? "";
  const arrive = async () => {
    const ctx = createJobContext(env, createExecutionContext());
    const setup = setupOf(BASE, { id: row.phone_number_id, tenantId: world.tenant.id, e164, orderItemId: null });
    expect((await ctx.carrier.buy(e164, setup, noDocuments)).kind).toBe("ok");
  };
  const call = () =>
    sendWebhook(`/twilio/${world.tenant.id}/numbers/${row.phone_number_id}/voice`, { fields: freshCall({ To: e164 }) });
  const numberRow = () =>
    env.DB.prepare("select status, proved_by from porting_numbers where id = ?").bind(row.id).first();
  return { world, e164, arrive, call, numberRow };
}

test("the first call to a ported number takes it into service, and the agent of the request answers that very call", async () => {
  const coming = await comingNumber();
  const { api } = coming.world.tenant;
  const agent = await api.post("/v1/agents", {
    name: "Desk",
    destination: { kind: "say", message: "Welcome to Acme." },
  });
  expect(agent.status).toBe(201);
  await env.DB.prepare(
    "update porting_requests set details = json_set(details, '$.configuration.agent_id', ?2) where id = ?1",
  )
    .bind(coming.world.id, agent.body.id)
    .run();
  await coming.arrive();
  const answer = await coming.call();
  expect(answer).toMatchObject({ status: 200, body: expect.stringContaining("Welcome to Acme.") });
  await eventually(async () => expect(await coming.numberRow()).toEqual({ status: "ported", proved_by: "first_call" }));
  const number = (await api.get(`/v1/phone-numbers/${encodeURIComponent(coming.e164)}`)).body;
  expect(number).toMatchObject({ acquisition_method: "porting", agent_id: agent.body.id });
  expect((await coming.world.status()).request).toBe("completed");
  await eventually(async () =>
    expect((await api.get(`/v1/calls?phone_number_id=${number.id}`)).body.data).toHaveLength(1),
  );
});

test("a call to a number that Twilio does not list yet gets the platform's fallback, and the request is looked at again", async () => {
  const coming = await comingNumber();
  const answer = await coming.call();
  expect(answer.status).toBe(200);
  expect(answer.body).toContain("We cannot take your call");
  expect(await coming.numberRow()).toEqual({ status: "pending", proved_by: null });
  const nextCheckAt = () =>
    env.DB.prepare("select next_check_at from porting_requests where id = ?")
      .bind(coming.world.id)
      .first("next_check_at");
  await eventually(async () => expect(await nextCheckAt()).not.toBe(coming.world.now));
});

test("a call to a number that was given up, or by another tenant's URL, takes nothing into service", async () => {
  const givenUp = await comingNumber();
  await env.DB.prepare("update porting_numbers set status = 'canceled', is_open = 0 where e164 = ?")
    .bind(givenUp.e164)
    .run();
  await givenUp.arrive();
  expect((await givenUp.call()).status).toBe(200);
  expect(await givenUp.numberRow()).toEqual({ status: "canceled", proved_by: null });

  const coming = await comingNumber();
  await coming.arrive();
  const { phone_number_id } = (await env.DB.prepare("select phone_number_id from porting_numbers where e164 = ?")
    .bind(coming.e164)
    .first<{ phone_number_id: string }>()) ?? { phone_number_id: "" };
  const stranger = `/twilio/${givenUp.world.tenant.id}/numbers/${phone_number_id}/voice`;
  expect((await sendWebhook(stranger, { fields: freshCall({ To: coming.e164 }) })).status).toBe(200);
  expect(await coming.numberRow()).toEqual({ status: "pending", proved_by: null });
  for (const { world } of [givenUp, coming]) {
    expect((await world.tenant.api.get("/v1/phone-numbers")).body.data).toEqual([]);
  }
});

test("a call to a number of no port is answered as before", async () => {
  const { tenant } = await PortWorld.create(1);
  const answer = await sendWebhook(`/twilio/${tenant.id}/numbers/num_none/voice`, { fields: freshCall() });
  expect(answer.status).toBe(200);
  expect(answer.body).not.toContain("We cannot take your call");
});
