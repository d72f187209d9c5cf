import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import type { Job } from "#operations/job-runs/job";
import { NUMBERS_PER_EVALUATION } from "#operations/readiness/catch-up";
import { checkAgentsJob } from "#operations/readiness/check-agents-job";
import { evaluateNumbers } from "#operations/readiness/evaluate-numbers";
import { evaluateAllJob, evaluateChangesJob } from "#operations/readiness/jobs";
import { createJobContext } from "#runtime/job-context";
import { admin, type Json } from "../../support/api";
import { freshCall, type OwnedNumber, ownedBy, sendWebhook } from "../../support/carrier";
import { dnsResponse, isDnsRequest } from "../../support/dns";
import { eventually } from "../../support/eventually";
import { ageEvents, recordChangeOf, stockMany, withBareTenant } from "../../support/inventory";
import { runAll } from "../../support/jobs";
import { type Tenant, withTenant } from "../../support/seed";

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const readiness = async ({ api }: Tenant, { id }: OwnedNumber): Promise<Json> =>
  (await api.get(`/v1/phone-numbers/${id}/readiness`)).body;

const codes = ({ causes }: Json): string[] => causes.map(({ code }: Json) => code);

/** The tenant's readiness events, in order. */
async function reported({ api }: Tenant): Promise<Json[]> {
  const { body } = await api.get("/v1/events?sort=seq&limit=200&type=phone_number.readiness_changed");
  return body.data.map(({ data }: Json) => [data.ready, ...data.causes]);
}

async function offline({ api }: Tenant, ready = "false"): Promise<{ ids: string[]; count: number }> {
  const { status, body } = await api.get(`/v1/phone-numbers?ready=${ready}`);
  expect(status).toBe(200);
  return { ids: body.data.map(({ id }: Json) => id), count: body.meta.offline_count };
}

const say = { kind: "say", message: "Hello." };

async function assigned(tenant: Tenant, number: OwnedNumber, destination: Json = say): Promise<string> {
  const { body } = await tenant.api.post("/v1/agents", { name: "Desk", destination });
  await tenant.api.post(`/v1/phone-numbers/${number.id}/assign`, { agent_id: body.id });
  return body.id;
}

/** A number that takes text messages, which not every number does. */
async function ownedWithSms(tenant: Tenant): Promise<OwnedNumber> {
  const query = "country=US&area_code=415&capabilities=sms&limit=1";
  const { body: found } = await tenant.api.get(`/v1/available-phone-numbers?${query}`);
  const e164: string = found.data[0].phone_number;
  const { body: order } = await tenant.api.post("/v1/orders", { items: [{ phone_number: e164 }] });
  const id: string = order.items[0].phone_number_id;
  return { id, e164, path: `/twilio/${tenant.id}/numbers/${id}` };
}

test("a number without an agent is not ready and says why; with one it is, and the list and its count follow", async () => {
  const tenant = await withTenant();
  const number = await ownedWithSms(tenant);
  expect(await readiness(tenant, number)).toEqual({
    phone_number_id: number.id,
    phone_number: number.e164,
    ready: false,
    causes: [
      {
        code: "no_agent",
        severity: "blocking",
        detail: "The number has no agent, so no call is answered.",
        fix: "Assign an agent: POST /v1/phone-numbers/{id}/assign.",
      },
    ],
    unknown: ["carrier_setup", "signature", "messaging_registration", "address", "emergency_address", "bundle"],
    carrier: { setup: "unknown", checked_at: null },
    documents: {
      address: { requirement: null, holder: null, address_sid: null },
      emergency: { applies: true, address: null, calling_enabled: null },
      bundle: null,
      checked_at: null,
    },
    messaging: { needs: "campaign", state: "unknown", checked_at: null },
    agents: [],
    last_good_call_at: null,
    webhooks: { taken: 0, refused: 0, error_rate: null },
    checked_at: expect.any(String),
    changed_at: expect.any(String),
  });
  expect(await offline(tenant)).toEqual({ ids: [number.id], count: 1 });

  const agentId = await assigned(tenant, number);
  expect(await readiness(tenant, number)).toMatchObject({ ready: true, causes: [], agents: [{ agent_id: agentId }] });
  expect(await offline(tenant)).toEqual({ ids: [], count: 0 });
  expect(await offline(tenant, "true")).toEqual({ ids: [number.id], count: 0 });
  expect(await reported(tenant)).toEqual([[false, "no_agent"], [true]]);
});

test("a number that is ready when it is released is reported as no longer evaluated, and its stored readiness follows", async () => {
  const tenant = await withTenant();
  const number = await ownedWithSms(tenant);
  await assigned(tenant, number);
  expect((await tenant.api.post(`/v1/phone-numbers/${number.id}/release?force=true`)).status).toBe(200);
  await eventually(async () => expect((await reported(tenant)).slice(1)).toEqual([[true], [null]]));
  const stored = await env.DB.prepare("select ready, causes from number_readiness where phone_number_id = ?")
    .bind(number.id)
    .first();
  expect(stored).toEqual({ ready: null, causes: "[]" });
});

test("a number that is suspended and resumed before it is evaluated gets its flag back, without an event", async () => {
  const tenant = await withTenant();
  const number = await ownedWithSms(tenant);
  await assigned(tenant, number);
  await env.DB.prepare("update phone_numbers set ready = 0 where id = ?").bind(number.id).run();
  expect(await offline(tenant)).toEqual({ ids: [number.id], count: 1 });
  const found = await evaluateNumbers(createJobContext(env, createExecutionContext()), [number.id]);
  expect(found).toMatchObject({ changed: 0, conflict: false });
  expect(await offline(tenant)).toEqual({ ids: [], count: 0 });
  expect(await reported(tenant)).toEqual([[false, "no_agent"], [true]]);
});

/** Changes a number with an event, but without the evaluation after a response, as a request does that dies right after it. */
async function changeAlone({ id }: OwnedNumber, change: string): Promise<void> {
  await env.DB.prepare(`update phone_numbers set ${change} where id = ?`).bind(id).run();
  await recordChangeOf([id], "phone_number.suspended");
}

test("suspending, resuming, deleting the agent and releasing each evaluate the number, without a job", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  const path = `/v1/phone-numbers/${number.id}`;
  const agentId = await assigned(tenant, number);
  const after = async (change: () => Promise<unknown>) => {
    await change();
    return [(await reported(tenant)).at(-1), (await offline(tenant)).count];
  };
  expect(await after(() => tenant.api.post(`${path}/suspend`))).toEqual([[false, "suspended"], 1]);
  expect(await after(() => tenant.api.post(`${path}/resume`))).toEqual([[true], 0]);
  expect(await after(() => tenant.api.delete(`/v1/agents/${agentId}?force=true`))).toEqual([[false, "no_agent"], 1]);
  const plan = { fallback: { kind: "say", message: "Call later." } };
  expect(await after(() => tenant.api.put(`${path}/routing`, plan))).toEqual([[true, "no_agent"], 0]);
  expect(await after(() => tenant.api.delete(`${path}/routing`))).toEqual([[false, "no_agent"], 1]);
  expect(await after(() => tenant.api.post(`${path}/release`))).toEqual([[null], 0]);
});

test("a finding of drift blocks, and its end ends that", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  await assigned(tenant, number);
  const finding = `fnd_${number.id}`;
  await env.DB.prepare(
    `insert into findings (id, tenant_id, kind, subject_type, subject_id, evidence, created_at)
     values (?, ?, 'number_drifted', 'phone_number', ?, '{}', 0)`,
  )
    .bind(finding, tenant.id, number.id)
    .run();
  await recordChangeOf([number.id]);
  expect(codes(await readiness(tenant, number))).toEqual(["carrier_setup_changed"]);
  await runAll(evaluateChangesJob);
  await tenant.api.post(`/v1/findings/${finding}/resolve`, {});
  expect((await reported(tenant)).slice(-2)).toEqual([[false, "carrier_setup_changed"], [true]]);
});

test("an agent that misses one check warns, a second one blocks, and an answer ends it; nothing is written in between", async () => {
  const tenant = await withTenant({ redirect_allowed: true });
  const number = await ownedBy(tenant);
  const answer = vi.fn<() => Response | null>(() => null);
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input) => {
    const request = new Request(input as string);
    if (isDnsRequest(request)) return dnsResponse(request, () => ["93.184.216.34"]);
    const response = answer();
    if (!response) throw new Error("connection refused");
    return response;
  });
  await assigned(tenant, number, { kind: "redirect", url: "https://agents.example.com/twiml" });
  const seen: Json[] = [];
  for (const response of [null, null, null, new Response(null, { status: 200 })]) {
    answer.mockReturnValue(response);
    await runAll(checkAgentsJob);
    await runAll(evaluateChangesJob);
    seen.push((await reported(tenant)).length);
  }
  expect(await reported(tenant)).toEqual([
    [false, "no_agent"],
    [true],
    [true, "agent_missed_check"],
    [false, "agent_unreachable"],
    [true],
  ]);
  expect(seen).toEqual([3, 4, 4, 5]);
  expect(await readiness(tenant, number)).toMatchObject({ ready: true, agents: [{ answers: "yes" }] });
});

test("an agent's check says nothing about its next destination", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  const agentId = await assigned(tenant, number);
  await tenant.api.post(`/v1/agents/${agentId}/check`);
  expect(await readiness(tenant, number)).toMatchObject({ agents: [{ answers: "not_applicable" }] });
  await tenant.api.patch(`/v1/agents/${agentId}`, { destination: { kind: "sip", uri: "sip:desk@sip.example.com" } });
  const { agents, unknown } = await readiness(tenant, number);
  expect(agents).toEqual([{ agent_id: agentId, exists: true, answers: "unknown", checked_at: null }]);
  expect(unknown).toContain("agent");
});

test("wrong signatures and a good call show in the webhooks, without an event", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  await assigned(tenant, number);
  for (let i = 0; i < 3; i += 1) await sendWebhook(`${number.path}/voice`, { fields: freshCall(), token: "another" });
  await eventually(async () => expect((await readiness(tenant, number)).webhooks.refused).toBe(3));
  await runAll(evaluateAllJob);
  expect((await reported(tenant)).at(-1)).toEqual([false, "webhooks_refused"]);

  const call = freshCall();
  await sendWebhook(`${number.path}/voice`, { fields: call });
  const ended = { ...call, CallStatus: "completed", CallDuration: "20" };
  await sendWebhook(`${number.path}/voice-status`, { fields: ended });
  await eventually(async () => expect((await readiness(tenant, number)).last_good_call_at).not.toBeNull());
  const { ready, causes, webhooks } = await readiness(tenant, number);
  expect({ ready, webhooks }).toEqual({ ready: true, webhooks: { taken: 1, refused: 3, error_rate: 0.75 } });
  expect(causes).toMatchObject([{ code: "webhooks_refused", severity: "warning" }]);
});

test("messages that are not delivered for want of a registration are a warning", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  await assigned(tenant, number);
  const insert = (id: string, code: number | null) =>
    env.DB.prepare(
      `insert into messages (id, phone_number_id, tenant_id, carrier_id, direction, to_number, body, media, segments, status,
         error_code, seen, created_at, updated_at)
       values (?1 || ?2, ?2, ?3, ?1 || ?2, 'outbound', '+14155550123', '', '[]', 1, 'undelivered', ?4, '{}', 0, 0)`,
    )
      .bind(id, number.id, tenant.id, code)
      .run();
  await insert("msg_a", 30003);
  expect(codes(await readiness(tenant, number))).toEqual([]);
  await insert("msg_b", 30034);
  const { ready, causes, unknown } = await readiness(tenant, number);
  expect([ready, causes]).toMatchObject([true, [{ code: "messages_unregistered", severity: "warning" }]]);
  expect(unknown).not.toContain("messaging_registration");
});

test("after a complete comparison with the carrier the set-up is known, with its age", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
  const { body } = await admin.post("/v1/sync");
  await admin.post("/v1/jobs/sync/run");
  expect((await admin.get(`/v1/sync/${body.id}`)).body.status).toBe("completed");
  expect(await readiness(tenant, number)).toMatchObject({
    carrier: { setup: "right", checked_at: expect.any(String) },
  });
});

test("two runs at once report a change once, and a run without a change writes nothing", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  await changeAlone(number, "status = 'suspended'");
  await Promise.all([runAll(evaluateChangesJob), runAll(evaluateChangesJob), runAll(evaluateAllJob)]);
  const all = [
    [false, "no_agent"],
    [false, "suspended", "no_agent"],
  ];
  expect(await reported(tenant)).toEqual(all);
  expect((await offline(tenant)).count).toBe(1);
  await runAll(evaluateChangesJob);
  expect(await runAll(evaluateChangesJob)).toMatchObject({ queued: 0, changed: 0 });
  expect(await runAll(evaluateAllJob)).toMatchObject({ changed: 0 });
  expect(await reported(tenant)).toEqual(all);
});

test("a change during the evaluation is evaluated by the next run", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  await changeAlone(number, "status = 'suspended'");
  const ctx = createJobContext(env, createExecutionContext());
  let reads = 0;
  const interrupted = async (statements: Parameters<typeof ctx.db.batch>[0]) => {
    const results = await ctx.db.batch(statements);
    reads += 1;
    if (reads === 1) await changeAlone(number, "status = 'active'");
    return results;
  };
  const db = new Proxy(ctx.db, { get: (target, name) => (name === "batch" ? interrupted : Reflect.get(target, name)) });
  await evaluateChangesJob.slice({ ...ctx, db }, null, () => true);
  const suspended = [false, "suspended", "no_agent"];
  expect(await reported(tenant)).toEqual([[false, "no_agent"], suspended]);
  await runAll(evaluateChangesJob);
  expect(await reported(tenant)).toEqual([[false, "no_agent"], suspended, [false, "no_agent"]]);
});

test("a change without an event is found by the job that evaluates all numbers", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  await assigned(tenant, number);
  await ageEvents();
  await env.DB.prepare("update phone_numbers set status = 'suspended' where id = ?").bind(number.id).run();
  await runAll(evaluateChangesJob);
  expect((await offline(tenant)).ids).toEqual([]);
  await runAll(evaluateAllJob);
  expect((await offline(tenant)).ids).toEqual([number.id]);
});

test("a number that is handed on takes its place in the count of its new owner", async () => {
  const [from, to] = [await withTenant(), await withTenant()];
  const number = await ownedBy(from);
  const moved = await admin.post(`/v1/tenants/${from.id}/phone-numbers/${number.id}/transfer`, { tenant_id: to.id });
  expect(moved.status).toBe(200);
  expect([(await offline(from)).count, (await offline(to)).count]).toEqual([0, 1]);
});

test("a list by readiness takes every other filter and order", async () => {
  const tenant = await withTenant();
  const { id } = await ownedBy(tenant);
  const ways = [
    "sort=created_at",
    "created_after=2026-01-01T00:00:00Z",
    "limit=1",
    "sort=phone_number",
    "status=active",
  ];
  for (const way of [...ways, "phone_number_prefix=%2B1"]) {
    const { status, body } = await tenant.api.get(`/v1/phone-numbers?ready=false&${way}`);
    expect([way, status, body.data.map((row: Json) => row.id)]).toEqual([way, 200, [id]]);
  }
  for (const way of ["tag=x", "status=suspended"]) {
    const { status, body } = await tenant.api.get(`/v1/phone-numbers?ready=false&${way}`);
    expect([way, status, body.data]).toEqual([way, 200, []]);
  }
});

test("10,000 numbers are evaluated in slices; rows written grow with the changed results, not with the numbers", async () => {
  const ctx = await withBareTenant();
  await stockMany(ctx, 10_000, "628");
  const written = async (job: Job) => {
    const { execute, rows } = countingRows();
    const result = await execute(() => runAll(job));
    return { numbers: result.numbers ?? 0, changed: result.changed ?? 0, rows: rows() };
  };
  const first = await written(evaluateAllJob);
  expect(first.changed).toBeGreaterThanOrEqual(10_000);
  expect(first.rows / first.changed).toBeLessThanOrEqual(9);
  const again = await written(evaluateAllJob);
  expect(again).toMatchObject({ changed: 0, rows: 0 });
  expect(again.numbers).toBeGreaterThanOrEqual(10_000);
  expect(NUMBERS_PER_EVALUATION).toBeLessThanOrEqual(300);
});

/** Counts the rows that batches write while something runs. */
function countingRows() {
  let count = 0;
  const prototype = Object.getPrototypeOf(env.DB) as { batch: (statements: unknown[]) => Promise<D1Result[]> };
  const { batch } = prototype;
  const execute = async <T>(work: () => Promise<T>): Promise<T> => {
    const spy = vi.spyOn(prototype, "batch").mockImplementation(async function (this: unknown, statements) {
      const results: D1Result[] = await Reflect.apply(batch, this, [statements]);
      for (const { meta } of results) count += meta.rows_written;
      return results;
    });
    try {
      return await work();
    } finally {
      spy.mockRestore();
    }
  };
  return { execute, rows: () => count };
}
