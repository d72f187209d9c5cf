import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import worker from "#index";
import { bulkActions, stepFor } from "#inventory/bulk-jobs/action-step";
import { acquisitionMethods, numberStatuses } from "#inventory/phone-numbers/lifecycle";
import { mergeMetadata } from "#inventory/phone-numbers/merge-metadata";
import { admin, type Json } from "../../support/api";
import { eventually } from "../../support/eventually";
import { runCleanup } from "../../support/jobs";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const BULK = "/v1/bulk-jobs";

async function owning(tenant: Tenant, count: number): Promise<string[]> {
  const numbers = Array.from({ length: count }, () => freshNumber("503"));
  const items = numbers.map((phone_number) => ({ phone_number }));
  expect((await tenant.api.post("/v1/orders", { items })).body.status).toBe("completed");
  return numbers;
}

const numberAt = async ({ api }: Tenant, reference: string): Promise<Json> =>
  (await api.get(`/v1/phone-numbers/${encodeURIComponent(reference)}`)).body;

/** Keeps messages from the queue, as if it had lost them. */
const loseMessages = () =>
  vi.spyOn(Object.getPrototypeOf(env.BULK), "sendBatch").mockImplementation(async () => undefined);

async function itemIds(jobId: string): Promise<string[]> {
  const query = env.DB.prepare("select id from bulk_items where job_id = ? order by position").bind(jobId);
  return (await query.all<{ id: string }>()).results.map(({ id }) => id);
}

async function deliver(ids: readonly string[]) {
  const messages = ids.map((itemId, at) => ({ id: `m${at}`, timestamp: new Date(), attempts: 1, body: { itemId } }));
  const batch = createMessageBatch<{ itemId: string }>("bulk", messages);
  const execution = createExecutionContext();
  await worker.queue(batch, env, execution);
  return await getQueueResult(batch, execution);
}

const jobAt = async ({ api }: Tenant, id: string): Promise<Json> => (await api.get(`/v1/bulk-jobs/${id}`)).body;

const completed = (tenant: Tenant, id: string): Promise<Json> =>
  eventually(
    async () => {
      const job = await jobAt(tenant, id);
      expect(job.status).toBe("completed");
      return job;
    },
    { interval: 50 },
  );

/** A job whose messages are delivered by hand, so that nothing of it is left to chance. */
async function run(tenant: Tenant, body: Json): Promise<Json> {
  const lost = loseMessages();
  const answer = await tenant.api.post(BULK, body);
  expect(answer.status).toBe(202);
  await deliver(await itemIds(answer.body.id));
  lost.mockRestore();
  return await jobAt(tenant, answer.body.id);
}

const eventsOf = async ({ api }: Tenant, query: string): Promise<Json[]> =>
  (await api.get(`/v1/events?sort=seq&${query}`)).body.data;

test("a job is accepted at once and processed from the queue, with events under its actor", async () => {
  const tenant = await withTenant();
  const numbers = await owning(tenant, 3);
  const { id: firstId } = await numberAt(tenant, numbers[0] ?? "");
  const phone_numbers = [firstId, ...numbers.slice(1)];
  const asked = await tenant.api.post(BULK, { action: "tag", phone_numbers, tags: ["sales", "west"] });
  expect(asked).toMatchObject({
    status: 202,
    body: {
      action: "tag",
      status: "pending",
      counts: { pending: 3, succeeded: 0, failed: 0 },
      items: numbers.map((phone_number) => ({ phone_number, line: null, status: "pending", error: null })),
      ended_at: null,
    },
  });
  expect(asked.headers.get("location")).toBe(`/v1/bulk-jobs/${asked.body.id}`);
  const job = await completed(tenant, asked.body.id);
  expect(job).toMatchObject({ counts: { pending: 0, succeeded: 3, failed: 0 }, ended_at: expect.any(String) });
  for (const number of numbers) expect((await numberAt(tenant, number)).tags).toEqual(["sales", "west"]);
  const updates = await eventsOf(tenant, "type=phone_number.updated");
  expect(updates).toHaveLength(3);
  for (const { actor } of updates) expect(actor).toBe(`key:${tenant.keyId}`);
  const events = await eventsOf(tenant, `subject_id=${job.id}`);
  expect(events.map(({ type, data }) => [type, data])).toEqual([
    ["bulk_job.created", { action: "tag", item_count: 3 }],
    ["bulk_job.completed", { action: "tag", item_count: 3 }],
  ]);
  const { items: _, ...summary } = job;
  expect((await tenant.api.get("/v1/bulk-jobs")).body.data).toEqual([summary]);
});

test("every action has the effect of the request for a single number", async () => {
  const tenant = await withTenant();
  const phone_numbers = await owning(tenant, 2);
  const after = async (body: Json) => {
    const job = await run(tenant, { ...body, phone_numbers });
    expect(job).toMatchObject({ status: "completed", counts: { succeeded: 2, failed: 0 } });
    const [one, two] = await Promise.all(phone_numbers.map((number) => numberAt(tenant, number)));
    return [one, two];
  };
  const both = (wanted: Json) => [expect.objectContaining(wanted), expect.objectContaining(wanted)];
  expect(await after({ action: "tag", tags: ["a", "b"] })).toEqual(both({ tags: ["a", "b"] }));
  expect(await after({ action: "tag", tags: ["b", "c"] })).toEqual(both({ tags: ["a", "b", "c"] }));
  expect(await after({ action: "untag", tags: ["a", "z"] })).toEqual(both({ tags: ["b", "c"] }));
  expect(await after({ action: "metadata", metadata: { x: "1", y: "2" } })).toEqual(
    both({ metadata: { x: "1", y: "2" } }),
  );
  expect(await after({ action: "metadata", metadata: { y: "3" } })).toEqual(both({ metadata: { x: "1", y: "3" } }));
  expect(await after({ action: "metadata", metadata: { x: null } })).toEqual(both({ metadata: { y: "3" } }));
  expect(await after({ action: "lock" })).toEqual(both({ deletion_lock: true }));
  expect(await after({ action: "unlock" })).toEqual(both({ deletion_lock: false }));
  expect(await after({ action: "suspend" })).toEqual(both({ status: "suspended" }));
  expect(await after({ action: "resume" })).toEqual(both({ status: "active" }));
  expect(await after({ action: "release" })).toEqual(both({ status: "cooling_off" }));
});

test("a failed item does not stop the others, and another tenant's number is not found", async () => {
  const [tenant, other] = [await withTenant(), await withTenant()];
  const [locked = "", fine = ""] = await owning(tenant, 2);
  const [foreign = ""] = await owning(other, 1);
  const { id: foreignId } = await numberAt(other, foreign);
  await tenant.api.patch(`/v1/phone-numbers/${locked}`, { deletion_lock: true });
  const job = await run(tenant, { action: "release", phone_numbers: [foreign, locked, foreignId, "num_nobody", fine] });
  expect(job).toMatchObject({
    status: "completed",
    counts: { pending: 0, succeeded: 1, failed: 4 },
    items: [
      { phone_number: foreign, phone_number_id: null, status: "failed", error: { code: "not_found" } },
      { phone_number: locked, status: "failed", error: { code: "deletion_locked" } },
      { phone_number: foreignId, phone_number_id: null, status: "failed", error: { code: "not_found" } },
      { phone_number: "num_nobody", status: "failed", error: { code: "not_found" } },
      { phone_number: fine, status: "succeeded", error: null },
    ],
  });
  expect((await numberAt(other, foreign)).status).toBe("active");
  expect((await numberAt(tenant, fine)).status).toBe("cooling_off");
  expect((await other.api.get(`/v1/bulk-jobs/${job.id}`)).status).toBe(404);
  expect((await other.api.get("/v1/bulk-jobs")).body.data).toEqual([]);
});

test("a job whose items all fail at once is complete", async () => {
  const tenant = await withTenant();
  const { body } = await tenant.api.post(BULK, { action: "lock", phone_numbers: [freshNumber()] });
  expect(body).toMatchObject({ status: "completed", counts: { pending: 0, failed: 1 }, ended_at: body.created_at });
  const events = await eventsOf(tenant, `subject_id=${body.id}`);
  expect(events.map(({ type }) => type)).toEqual(["bulk_job.created", "bulk_job.completed"]);
});

const many = (count: number) => Array.from({ length: count }, (_, at) => `+1503235${1_000 + at}`);

test.for<[string, Json, string]>([
  ["no numbers", { action: "lock", phone_numbers: [] }, "/phone_numbers"],
  ["1,001 numbers", { action: "lock", phone_numbers: many(1_001) }, "/phone_numbers"],
  ["an unknown action", { action: "sell", phone_numbers: many(1) }, "/action"],
  ["an action for CSV only", { action: "update", phone_numbers: many(1) }, "/action"],
  ["a number that is none", { action: "lock", phone_numbers: [...many(2), "12345"] }, "/phone_numbers/2"],
  ["the same number twice", { action: "lock", phone_numbers: [...many(2), ...many(1)] }, "/phone_numbers/2"],
  ["no tags to tag with", { action: "tag", phone_numbers: many(1) }, "/tags"],
  ["an empty list of tags", { action: "tag", phone_numbers: many(1), tags: [] }, "/tags"],
  ["metadata where tags belong", { action: "untag", phone_numbers: many(1), tags: ["a"], metadata: {} }, "/metadata"],
  ["no metadata", { action: "metadata", phone_numbers: many(1) }, "/metadata"],
])("a job with %s is refused whole with the field's pointer", async ([, body, pointer]) => {
  const { api } = await withTenant();
  expect(await api.post(BULK, body)).toMatchObject({
    status: 422,
    body: { code: "validation_failed", errors: [expect.objectContaining({ in: "body", pointer })] },
  });
  expect((await api.get("/v1/bulk-jobs")).body.data).toEqual([]);
});

test("a number by id and by E.164 is the same number; the query is validated", async () => {
  const tenant = await withTenant();
  const [number = ""] = await owning(tenant, 1);
  const { id } = await numberAt(tenant, number);
  const twice = await tenant.api.post(BULK, { action: "lock", phone_numbers: [id, number] });
  expect(twice).toMatchObject({ status: 422, body: { errors: [{ pointer: "/phone_numbers/1" }] } });
  const body = { action: "lock", phone_numbers: [number] };
  for (const [query, pointer] of [
    ["dry_run=true", "/dry_run"],
    ["colour=red", "/colour"],
    ["action=lock", "/action"],
  ]) {
    const answer = await tenant.api.post(`${BULK}?${query}`, body);
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ in: "query", pointer }] } });
  }
});

test("a thousand numbers are one job", async () => {
  const tenant = await withTenant();
  const lost = loseMessages();
  const [number = ""] = await owning(tenant, 1);
  const answer = await tenant.api.post(BULK, { action: "lock", phone_numbers: [...many(999), number] });
  expect(answer).toMatchObject({ status: 202, body: { counts: { pending: 1, failed: 999 } } });
  expect(lost).toHaveBeenCalledTimes(1);
  expect((await jobAt(tenant, answer.body.id)).items).toEqual(answer.body.items);
});

test("a repeated Idempotency-Key makes one job; another body or query under it is refused", async () => {
  const tenant = await withTenant();
  const [number = ""] = await owning(tenant, 1);
  const body = { action: "lock", phone_numbers: [number] };
  const key = { "idempotency-key": "once" };
  const first = await tenant.api.post(BULK, body, key);
  await completed(tenant, first.body.id);
  const again = await tenant.api.post(BULK, body, key);
  expect(again).toMatchObject({ status: 202, body: { id: first.body.id, status: "completed" } });
  expect((await tenant.api.get("/v1/bulk-jobs")).body.data).toHaveLength(1);
  expect((await tenant.api.post(BULK, { ...body, action: "unlock" }, key)).body.code).toBe("idempotency_key_reused");
  const parallel = { "idempotency-key": "parallel" };
  const answers = await Promise.all([1, 2, 3].map(() => tenant.api.post(BULK, body, parallel)));
  for (const { status } of answers) expect([202, 409]).toContain(status);
  expect((await tenant.api.get("/v1/bulk-jobs")).body.data).toHaveLength(2);
});

test("a preview returns what the job then does for each number, and writes nothing", async () => {
  const tenant = await withTenant();
  const [locked = "", full = "", fine = ""] = await owning(tenant, 3);
  const tags = Array.from({ length: 20 }, (_, at) => `tag ${at}`);
  await tenant.api.patch(`/v1/phone-numbers/${locked}`, { deletion_lock: true });
  await tenant.api.patch(`/v1/phone-numbers/${full}`, { tags });
  const phone_numbers = [locked, full, fine, freshNumber()];
  const before = (await tenant.api.get("/v1/events")).body;
  const bodies = [
    { action: "tag", tags: ["more"], phone_numbers },
    { action: "release", phone_numbers },
    { action: "suspend", phone_numbers },
  ];
  const preview = async (body: Json) =>
    await tenant.api.post(`${BULK}/preview`, body, { "idempotency-key": "preview" });
  const foreseen: Json[] = [];
  for (const body of bodies) foreseen.push(await preview(body));
  expect(foreseen[0]).toMatchObject({
    status: 200,
    body: {
      action: "tag",
      counts: { would_succeed: 2, would_fail: 2 },
      items: [
        { phone_number: locked, would_succeed: true, error: null },
        { phone_number: full, would_succeed: false, error: { code: "validation_failed" } },
        { phone_number: fine, would_succeed: true, error: null },
        { would_succeed: false, error: { code: "not_found" } },
      ],
    },
  });
  expect((await tenant.api.get("/v1/events")).body).toEqual(before);
  expect((await tenant.api.get("/v1/bulk-jobs")).body.data).toEqual([]);
  for (const body of bodies) {
    const { body: said } = await preview(body);
    const job = await run(tenant, body);
    expect(job.items.map(({ status, error }: Json) => ({ would_succeed: status === "succeeded", error }))).toEqual(
      said.items.map(({ would_succeed, error }: Json) => ({ would_succeed, error })),
    );
  }
});

test("a repeated action changes nothing", () => {
  const names = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d"), { maxLength: 3 });
  const keys = fc.constantFrom("x", "y", "z");
  const record = fc.dictionary(keys, fc.string({ maxLength: 3 }));
  const patch = fc.dictionary(keys, fc.option(fc.string({ maxLength: 3 })));
  const number = fc.record({
    id: fc.constant("num_1"),
    e164: fc.constant("+14155550123"),
    acquisitionMethod: fc.constantFrom(...acquisitionMethods),
    sipTrunkId: fc.constant(null),
    status: fc.constantFrom(...numberStatuses),
    tags: names,
    metadata: record,
    deletionLock: fc.boolean(),
    agentId: fc.constantFrom(null, "agt_1"),
  });
  fc.assert(
    fc.property(fc.constantFrom(...bulkActions), number, names, patch, (action, before, tags, metadata) => {
      const step = stepFor(action, { tags, metadata }, before);
      if (step.kind !== "change") return;
      const after = {
        ...before,
        tags: step.change.tags ?? before.tags,
        metadata: mergeMetadata(before.metadata, step.change.metadata ?? {}),
        deletionLock: step.change.deletion_lock ?? before.deletionLock,
      };
      expect(stepFor(action, { tags, metadata }, after)).toEqual(step);
    }),
  );
});

test("repeated messages, in parallel or long afterwards, process each item once", async () => {
  const tenant = await withTenant();
  const phone_numbers = await owning(tenant, 3);
  loseMessages();
  const { body } = await tenant.api.post(BULK, { action: "suspend", phone_numbers });
  const ids = await itemIds(body.id);
  await Promise.all([deliver([...ids, ...ids]), deliver(ids), deliver([...ids].reverse())]);
  expect(await deliver([...ids, "bit_unknown"])).toMatchObject({ retryMessages: [] });
  expect(await jobAt(tenant, body.id)).toMatchObject({ status: "completed", counts: { succeeded: 3, failed: 0 } });
  expect(await eventsOf(tenant, "type=phone_number.suspended")).toHaveLength(3);
  expect(await eventsOf(tenant, "type=bulk_job.completed")).toHaveLength(1);
});

test("the cleanup job sends lost messages again, after ten minutes and once each time", async () => {
  const tenant = await withTenant();
  const phone_numbers = await owning(tenant, 2);
  const sent = loseMessages();
  const { body } = await tenant.api.post(BULK, { action: "lock", phone_numbers });
  const ids = await itemIds(body.id);
  const times = () => ids.map((id) => JSON.stringify(sent.mock.calls).split(id).length - 1);
  await runCleanup();
  expect(times()).toEqual([1, 1]);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 10 * 60_000 + 1_000 });
  sent.mockRestore();
  const again = vi.spyOn(Object.getPrototypeOf(env.BULK), "sendBatch");
  await runCleanup();
  await runCleanup();
  const calls = JSON.stringify(again.mock.calls);
  for (const id of ids) expect(calls.split(id).length - 1).toBe(1);
  expect(await completed(tenant, body.id)).toMatchObject({ counts: { succeeded: 2 } });
});

test("the items of a suspended tenant wait, and are processed after its resumption", async () => {
  const tenant = await withTenant();
  const phone_numbers = await owning(tenant, 2);
  const lost = loseMessages();
  const { body } = await tenant.api.post(BULK, { action: "tag", tags: ["west"], phone_numbers });
  lost.mockRestore();
  const ids = await itemIds(body.id);
  await admin.post(`/v1/tenants/${tenant.id}/suspend`, {});
  expect(await deliver(ids)).toMatchObject({ retryMessages: [] });
  expect((await admin.post(`/v1/tenants/${tenant.id}/resume`, {})).status).toBe(200);
  expect(await jobAt(tenant, body.id)).toMatchObject({ status: "pending", counts: { pending: 2 } });
  await deliver(ids);
  expect(await jobAt(tenant, body.id)).toMatchObject({ status: "completed", counts: { succeeded: 2 } });
});

test("an item of a dead Worker is claimed again after a minute", async () => {
  const tenant = await withTenant();
  const [before = "", after = ""] = await owning(tenant, 2);
  loseMessages();
  const { body } = await tenant.api.post(BULK, { action: "suspend", phone_numbers: [before, after] });
  const ids = await itemIds(body.id);
  // One died before the effect, the other right after it.
  await env.DB.prepare("update bulk_items set status = 'processing', attempts = 1, updated_at = ? where job_id = ?")
    .bind(Date.now(), body.id)
    .run();
  await tenant.api.post(`/v1/phone-numbers/${after}/suspend`);
  await deliver(ids);
  expect(await jobAt(tenant, body.id)).toMatchObject({ status: "pending", counts: { pending: 2 } });
  vi.restoreAllMocks();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
  await runCleanup();
  expect(await completed(tenant, body.id)).toMatchObject({ counts: { succeeded: 2, failed: 0 } });
  expect(await eventsOf(tenant, "type=phone_number.suspended")).toHaveLength(2);
});

test("an item with a temporary error is retried, and fails after the last attempt", async () => {
  const tenant = await withTenant();
  const phone_numbers = await owning(tenant, 1);
  loseMessages();
  const { body } = await tenant.api.post(BULK, { action: "release", phone_numbers });
  const [id = ""] = await itemIds(body.id);
  const broken = vi.spyOn(Object.getPrototypeOf(env.NUMBERS), "getByName").mockImplementation(() => {
    throw new Error("away");
  });
  expect(await deliver([id])).toMatchObject({ explicitAcks: [], retryMessages: [{ msgId: "m0" }] });
  expect(await jobAt(tenant, body.id)).toMatchObject({ status: "pending", items: [{ status: "pending" }] });
  broken.mockRestore();
  await env.DB.prepare("update bulk_items set attempts = 30 where id = ?").bind(id).run();
  await deliver([id]);
  expect(await jobAt(tenant, body.id)).toMatchObject({
    status: "completed",
    items: [{ status: "failed", error: { code: "internal_error" } }],
  });
});
