import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import worker from "#index";
import { BASE, type Json, send } from "../../support/api";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";

afterEach(() => {
  vi.restoreAllMocks();
});

const BULK = "/v1/bulk-jobs";

const agentOf = async ({ api }: Tenant): Promise<string> =>
  (await api.post("/v1/agents", { name: "Desk", destination: { kind: "say", message: "Hi." } })).body.id;

async function owning({ api }: Tenant, count: number): Promise<string[]> {
  const numbers = Array.from({ length: count }, () => freshNumber("503"));
  const { body } = await api.post("/v1/orders", { items: numbers.map((phone_number) => ({ phone_number })) });
  expect(body.status).toBe("completed");
  return numbers;
}

/** Does the job's items by hand, so that nothing is left to the queue's timing. */
async function done({ api }: Tenant, submit: () => Promise<Json>): Promise<Json> {
  const lost = vi.spyOn(Object.getPrototypeOf(env.BULK), "sendBatch").mockImplementation(async () => undefined);
  const { body } = await submit();
  lost.mockRestore();
  const items = env.DB.prepare("select id from bulk_items where job_id = ? order by position").bind(body.id);
  const messages = (await items.all<{ id: string }>()).results.map(({ id }, at) => ({
    id: `m${at}`,
    timestamp: new Date(),
    attempts: 1,
    body: { itemId: id },
  }));
  const batch = createMessageBatch<{ itemId: string }>("bulk", messages);
  const execution = createExecutionContext();
  await worker.queue(batch, env, execution);
  await getQueueResult(batch, execution);
  return (await api.get(`/v1/bulk-jobs/${body.id}`)).body;
}

const run = (tenant: Tenant, body: Json) => done(tenant, () => tenant.api.post(BULK, body));

const runCsv = (tenant: Tenant, action: string, csv: string) =>
  done(tenant, () =>
    send(`${BULK}?action=${action}`, {
      method: "POST",
      headers: { authorization: `Bearer ${tenant.key}`, "content-type": "text/csv", origin: BASE },
      body: csv,
    }),
  );

const agentsAt = ({ api }: Tenant, numbers: readonly string[]): Promise<Json[]> =>
  Promise.all(numbers.map(async (number) => (await api.get(`/v1/phone-numbers/${number}`)).body.agent_id));

test("a job assigns many numbers to an agent and unassigns them, each with its history", async () => {
  const tenant = await withTenant();
  const [agent, other] = [await agentOf(tenant), await agentOf(tenant)];
  const numbers = await owning(tenant, 3);
  const assigned = await run(tenant, { action: "assign", phone_numbers: numbers, agent_id: agent });
  expect(assigned).toMatchObject({ action: "assign", status: "completed", counts: { succeeded: 3, failed: 0 } });
  expect(await agentsAt(tenant, numbers)).toEqual([agent, agent, agent]);
  await run(tenant, { action: "assign", phone_numbers: numbers.slice(1), agent_id: other });
  expect(await agentsAt(tenant, numbers)).toEqual([agent, other, other]);
  expect(await run(tenant, { action: "unassign", phone_numbers: numbers.slice(1) })).toMatchObject({
    counts: { succeeded: 2, failed: 0 },
  });
  expect(await agentsAt(tenant, numbers)).toEqual([agent, null, null]);
  const { body } = await tenant.api.get(`/v1/phone-numbers/${numbers[1]}/assignments`);
  expect(body.data.map(({ agent_id }: Json) => agent_id)).toEqual([other, agent]);
});

test("a file assigns each number to the agent on its line; a line with an unknown agent fails alone", async () => {
  const tenant = await withTenant();
  const [agent, other] = [await agentOf(tenant), await agentOf(tenant)];
  const numbers = await owning(tenant, 3);
  const lines = [agent, other, "agt_none"].map((id, at) => `${numbers[at]},${id}`);
  const job = await runCsv(tenant, "assign", ["phone_number,agent_id", ...lines, `${numbers[0]},`].join("\r\n"));
  expect(job.items.map(({ line, status, error }: Json) => [line, status, error?.code ?? null])).toEqual([
    [2, "succeeded", null],
    [3, "succeeded", null],
    [4, "failed", "agent_not_found"],
    [5, "failed", "validation_failed"],
  ]);
  expect(await agentsAt(tenant, numbers)).toEqual([agent, other, null]);
});

test("a file without the column is refused; an unedited export is accepted", async () => {
  const tenant = await withTenant();
  const agent = await agentOf(tenant);
  const numbers = await owning(tenant, 2);
  const headers = { authorization: `Bearer ${tenant.key}`, "content-type": "text/csv" };
  const refused = await send(`${BULK}?action=assign`, {
    method: "POST",
    headers,
    body: `phone_number\r\n${numbers[0]}`,
  });
  expect(refused).toMatchObject({ status: 422, body: { detail: expect.stringContaining("agent_id") } });
  await run(tenant, { action: "assign", phone_numbers: numbers, agent_id: agent });
  const { body: file } = await tenant.api.get("/v1/phone-numbers/export");
  await run(tenant, { action: "unassign", phone_numbers: numbers });
  expect(await runCsv(tenant, "assign", file)).toMatchObject({ counts: { succeeded: 2, failed: 0 } });
  expect(await agentsAt(tenant, numbers)).toEqual([agent, agent]);
});

test("deleting the agent during a job fails the remaining items", async () => {
  const tenant = await withTenant();
  const agent = await agentOf(tenant);
  const numbers = await owning(tenant, 1);
  const job = await done(tenant, async () => {
    const answer = await tenant.api.post(BULK, { action: "assign", phone_numbers: numbers, agent_id: agent });
    await tenant.api.delete(`/v1/agents/${agent}`);
    return answer;
  });
  expect(job.items).toMatchObject([{ status: "failed", error: { code: "agent_not_found" } }]);
});

test("a job releases numbers with an agent only with force, and a preview says so", async () => {
  const tenant = await withTenant();
  const agent = await agentOf(tenant);
  const numbers = await owning(tenant, 2);
  await run(tenant, { action: "assign", phone_numbers: numbers.slice(0, 1), agent_id: agent });
  const release = { action: "release", phone_numbers: numbers };
  const preview = async (body: Json): Promise<Json> => (await tenant.api.post(`${BULK}/preview`, body)).body.counts;
  expect(await preview(release)).toEqual({ would_succeed: 1, would_fail: 1 });
  expect(await preview({ ...release, force: true })).toEqual({ would_succeed: 2, would_fail: 0 });
  const job = await run(tenant, release);
  expect(job.items).toMatchObject([
    { status: "failed", error: { code: "agent_assigned" } },
    { status: "succeeded", error: null },
  ]);
  expect(await run(tenant, { ...release, force: true })).toMatchObject({ counts: { succeeded: 2, failed: 0 } });
  expect(await agentsAt(tenant, numbers)).toEqual([null, null]);
});
