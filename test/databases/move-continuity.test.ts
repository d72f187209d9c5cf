import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { archiveEvents } from "#events/archive/archive-events";
import { sealEvents } from "#events/log/seal";
import { createJobContext } from "#runtime/job-context";
import { admin } from "../support/api";
import { addEvents, archived, change, exported, verified } from "../support/event-log";
import { eventually } from "../support/eventually";
import { connectAccount, contextOf } from "../support/inventory";
import { sandbox } from "../support/sandbox";
import { sandboxAccount } from "../support/sandbox-account";
import { type Tenant, withTenant } from "../support/seed";
import { tenantJobContext } from "../support/tenant-database";
import { runUntil, startMove } from "./moves";

/** The event log, its subscribers and repeated requests, across a move. */

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const agentNamed = (name: string) => ({ name, destination: { kind: "say", message: "Hello." } });

const DAY = "2026-03-01";

/** A log of which the first three events are in the archive. */
async function archiveOneDay(tenant: Tenant): Promise<void> {
  await change("delete from events where tenant_id = ?", tenant.id);
  await addEvents(tenant, 3, Date.parse(`${DAY}T12:00:00Z`));
  await sealEvents(tenantJobContext(), null);
  let cursor: string | null = null;
  do cursor = (await archiveEvents(tenantJobContext(), cursor)).next;
  while (cursor !== null);
}

test("archives and hashes stay valid, a webhook endpoint gets each event once, and an Idempotency-Key its first answer", async () => {
  const tenant = await withTenant();
  await archiveOneDay(tenant);
  const before = await archived(tenant, DAY);
  expect(before.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  const url = "https://hooks.example.com/sandbox/receiver/moving";
  expect((await tenant.api.post("/v1/webhook-endpoints", { url, event_types: ["agent.*"] })).status).toBe(201);
  const key = { "idempotency-key": "first-agent" };
  const made = await tenant.api.post("/v1/agents", agentNamed("First"), key);
  expect(made.status).toBe(201);
  await startMove(tenant.id);
  await runUntil(tenant.id, "moved");
  const repeated = await tenant.api.post("/v1/agents", agentNamed("First"), key);
  expect({ status: repeated.status, body: repeated.body }).toEqual({ status: 201, body: made.body });
  expect(repeated.headers.get("idempotent-replayed")).toBe("true");
  await runUntil(tenant.id, "completed");
  expect((await tenant.api.post("/v1/agents", agentNamed("Second"))).status).toBe(201);
  await sealEvents(createJobContext(env, createExecutionContext()), null);
  expect(await archived(tenant, DAY)).toEqual(before);
  const log = await exported(tenant);
  expect(log.map(({ seq }) => seq)).toEqual(log.map((_, at) => at + 4));
  expect(await verified(tenant)).toMatchObject({ result: "intact", unsealed: 0 });
  const agents = log.filter(({ type }) => type === "agent.created").map(({ id }) => id);
  expect(agents).toHaveLength(2);
  await eventually(async () => {
    const received = (await sandbox.received("moving")).map(({ body }) => JSON.parse(body).data.id);
    expect(received).toEqual(agents);
  });
});

test("the platform's request about an account of a tenant that has moved since gets its first answer", async () => {
  const tenant = await withTenant();
  const { sid: accountSid, authToken } = await sandboxAccount();
  const connected = await connectAccount(contextOf(tenant.id), { accountSid, authToken });
  const path = `/v1/sync?carrier_account_id=${connected}`;
  const key = { "idempotency-key": `sync ${tenant.id}` };
  const first = await admin.post(path, {}, key);
  expect(first.body).toMatchObject({ id: expect.any(String), status: "completed" });
  await startMove(tenant.id);
  await runUntil(tenant.id, "moved");
  const repeated = await admin.post(path, {}, key);
  expect({ status: repeated.status, id: repeated.body.id }).toEqual({ status: first.status, id: first.body.id });
  await runUntil(tenant.id, "completed");
  expect((await admin.post(path, {}, key)).body.id).toBe(first.body.id);
  expect((await admin.get(path)).body.data).toHaveLength(1);
});
