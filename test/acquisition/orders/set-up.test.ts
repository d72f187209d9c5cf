import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import type { Json } from "../../support/api";
import { eventually } from "../../support/eventually";
import { sandbox } from "../../support/sandbox";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";

afterEach(async () => {
  vi.restoreAllMocks();
  await sandbox.clearFaults();
});

const agentOf = async ({ api }: Tenant): Promise<string> =>
  (await api.post("/v1/agents", { name: "Desk", destination: { kind: "say", message: "Hi." } })).body.id;

const order = ({ api }: Tenant, configuration: Json, numbers = [freshNumber()], key = crypto.randomUUID()) =>
  api.post(
    "/v1/orders",
    { items: numbers.map((phone_number) => ({ phone_number })), configuration },
    { "idempotency-key": key },
  );

const numberAt = async ({ api }: Tenant, e164: string): Promise<Json> =>
  (await api.get(`/v1/phone-numbers/${encodeURIComponent(e164)}`)).body;

test("numbers are bought with their agent and their routing plan, in the batch that puts them into the inventory", async () => {
  const tenant = await withTenant();
  const [agent, other] = [await agentOf(tenant), await agentOf(tenant)];
  const numbers = [freshNumber(), freshNumber()];
  const routing = { agents: [{ agent_id: other, weight: 5 }], sticky: true };
  const { body } = await order(tenant, { friendly_name: "Desk", agent_id: agent, routing }, numbers);
  expect(body.status).toBe("completed");
  for (const e164 of numbers) {
    const number = await numberAt(tenant, e164);
    expect(number).toMatchObject({ agent_id: agent, friendly_name: "Desk" });
    const history = await tenant.api.get(`/v1/phone-numbers/${number.id}/assignments`);
    expect(history.body.data).toEqual([
      {
        id: expect.stringMatching(/^asg_/),
        phone_number_id: number.id,
        phone_number: e164,
        agent_id: agent,
        valid_from: number.created_at,
        valid_to: null,
      },
    ]);
    const plan = await tenant.api.get(`/v1/phone-numbers/${number.id}/routing`);
    expect(plan.body).toMatchObject({ version: 1, plan: routing, valid_from: number.created_at });
    const { body: log } = await tenant.api.get("/v1/events?sort=seq&limit=200");
    const types = log.data.filter(({ data }: Json) => data.phone_number === e164).map(({ type }: Json) => type);
    expect(types).toEqual([
      "order.item_completed",
      "phone_number.purchased",
      "assignment.started",
      "phone_number.routing_changed",
      "phone_number.readiness_changed",
    ]);
  }
});

test("a held number is bought with its agent, too", async () => {
  const tenant = await withTenant();
  const agent = await agentOf(tenant);
  const e164 = freshNumber();
  const { body: held } = await tenant.api.post("/v1/reservations", { phone_number: e164 });
  expect((await order(tenant, { agent_id: agent }, [e164])).body.status).toBe("completed");
  expect((await numberAt(tenant, e164)).agent_id).toBe(agent);
  expect((await tenant.api.get(`/v1/reservations/${held.id}`)).body.status).toBe("completed");
});

test("an order that names an unknown agent is refused before anything is bought, and so is its quote", async () => {
  const tenant = await withTenant();
  const e164 = freshNumber();
  const items = [{ phone_number: e164 }];
  for (const configuration of [
    { agent_id: "agt_none" },
    { routing: { agents: [{ agent_id: "agt_none", weight: 1 }] } },
    { routing: { callers: [{ from: "+14155550100", agent_id: "agt_none" }] } },
  ]) {
    for (const path of ["/v1/orders", "/v1/orders/quote"]) {
      const refused = await tenant.api.post(path, { items, configuration });
      expect(refused).toMatchObject({ status: 422, body: { code: "agent_not_found" } });
    }
  }
  expect((await tenant.api.get("/v1/orders")).body.data).toEqual([]);
  expect((await sandbox.purchases(e164)).new_purchases).toBe(0);
});

test("an agent that is deleted while its number is being bought leaves the number unassigned, not lost", async () => {
  const tenant = await withTenant();
  const [agent, planned] = [await agentOf(tenant), await agentOf(tenant)];
  const e164 = freshNumber();
  const { body: held } = await tenant.api.post("/v1/reservations", { phone_number: e164 });
  await sandbox.fault({ kind: "slow", operation: "buy", phone_number: e164, delay_ms: 700 });
  const routing = { agents: [{ agent_id: planned, weight: 1 }] };
  const buying = order(tenant, { agent_id: agent, routing }, [e164]);
  await eventually(async () => expect((await sandbox.requests("buy", e164)).requests.length).toBeGreaterThan(0));
  for (const id of [agent, planned]) expect((await tenant.api.delete(`/v1/agents/${id}`)).status).toBe(204);
  expect((await buying).body).toMatchObject({ status: "completed", items: [{ status: "completed" }] });
  const number = await numberAt(tenant, e164);
  expect(number).toMatchObject({ status: "active", agent_id: null });
  expect((await tenant.api.get(`/v1/phone-numbers/${number.id}/assignments`)).body.data).toEqual([]);
  const { body } = await tenant.api.post("/v1/routing/simulate", { phone_number_id: number.id });
  expect(body).toMatchObject({ plan_version: 1, decision: { outcome: "no_agent" } });
  expect((await tenant.api.get(`/v1/reservations/${held.id}`)).body.status).toBe("completed");
});

test("a repeat with the same Idempotency-Key gets the first response, even if the agent was deleted", async () => {
  const tenant = await withTenant();
  const agent = await agentOf(tenant);
  const numbers = [freshNumber()];
  const first = await order(tenant, { agent_id: agent }, numbers, "with-agent");
  expect((await tenant.api.delete(`/v1/agents/${agent}?force=true`)).status).toBe(204);
  expect((await order(tenant, { agent_id: agent }, numbers, "with-agent")).body).toEqual(first.body);
  expect((await order(tenant, { agent_id: agent }, numbers, "another")).body.code).toBe("agent_not_found");
});

test("a purchase that is written to D1 twice assigns the agent once, and never again after it was unassigned", async () => {
  const tenant = await withTenant();
  const [agent, other] = [await agentOf(tenant), await agentOf(tenant)];
  const e164 = freshNumber();
  const { batch } = env.DB;
  const prototype = Object.getPrototypeOf(env.DB);
  const batches: D1PreparedStatement[][] = [];
  const seen = vi.spyOn(prototype, "batch").mockImplementation(function (this: D1Database, ...[statements]) {
    const all = statements as D1PreparedStatement[];
    if (all.some((statement) => String(Reflect.get(statement, "statement")).includes('into "assignments"')))
      batches.push(all);
    return Reflect.apply(batch, this, [all]);
  });
  await order(tenant, { agent_id: agent, routing: { sticky: true } }, [e164]);
  seen.mockRestore();
  expect(batches).toHaveLength(1);
  const before = await numberAt(tenant, e164);
  const again = async () => {
    await env.DB.batch(batches[0] ?? []);
    const path = `/v1/phone-numbers/${before.id}`;
    const { body } = await tenant.api.get(`${path}/assignments`);
    const plan = await tenant.api.get(`${path}/routing`);
    return [(await numberAt(tenant, e164)).agent_id, body.data.length, plan.status];
  };
  expect(await again()).toEqual([agent, 1, 200]);
  await tenant.api.post(`/v1/phone-numbers/${before.id}/assign`, { agent_id: other });
  expect(await again()).toEqual([other, 2, 200]);
  await tenant.api.post(`/v1/phone-numbers/${before.id}/unassign`);
  await tenant.api.delete(`/v1/phone-numbers/${before.id}/routing`);
  expect(await again()).toEqual([null, 2, 404]);
});
