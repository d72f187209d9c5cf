import { createExecutionContext, createMessageBatch, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { consumeMessages } from "#queues";
import { admin, type Json } from "../support/api";
import { objectOf } from "../support/objects";
import { freshNumber, withTenant } from "../support/seed";

afterEach(() => vi.restoreAllMocks());

/** Everything that some work writes to the log, at any level, as text. */
async function logOf(work: () => Promise<unknown>): Promise<string> {
  const lines: unknown[] = [];
  for (const level of ["log", "error", "warn"] as const) {
    vi.spyOn(console, level).mockImplementation((...line) => void lines.push(line));
  }
  await work();
  return JSON.stringify(lines);
}

test("the log has no phone number, no parameter and no credential, not even of queries that fail", async () => {
  const { api, key } = await withTenant();
  const e164 = freshNumber();
  await api.post("/v1/orders", { items: [{ phone_number: e164 }] });
  const text = await logOf(async () => {
    await api.get(`/v1/phone-numbers/${e164}`);
    const statement = Object.getPrototypeOf(env.DB.prepare("select 1"));
    for (const way of ["raw", "all", "run", "first"]) {
      vi.spyOn(statement, way).mockRejectedValue(new Error("D1_ERROR: database is locked"));
    }
    expect((await api.get(`/v1/phone-numbers/${e164}`)).status).toBe(503);
    expect((await api.get(`/v1/reservations?phone_number=${encodeURIComponent(e164)}`)).status).toBe(503);
  });
  expect(text).toContain("database is locked");
  expect(text).toContain("/v1/phone-numbers/:phone_number_id");
  expect(text).not.toContain(e164.slice(2));
  expect(text).not.toContain("params:");
  expect(text).not.toContain(key);
});

/** The lines with this `message` that some work writes to the log. */
async function linesOf(message: string, work: () => Promise<unknown>): Promise<Json[]> {
  const lines: Json[] = [];
  for (const level of ["log", "error"] as const) {
    vi.spyOn(console, level).mockImplementation((line) => void lines.push(line));
  }
  await work();
  vi.restoreAllMocks();
  return lines.filter((line) => line.message === message);
}

const ms = expect.any(Number);

test("a request has one line, with its ids and how long it took", async () => {
  const { api, id, keyId } = await withTenant();
  let requestId: string | null = null;
  const lines = await linesOf("request", async () => {
    requestId = (await api.get("/v1/reservations")).headers.get("x-request-id");
  });
  const route = "/v1/reservations";
  expect(lines).toEqual([
    { message: "request", method: "GET", route, status: 200, ms, request_id: requestId, tenant_id: id, key_id: keyId },
  ]);
});

test("an alarm has one line, with its outcome and the object's id, which does not reveal the number", async () => {
  const { api } = await withTenant();
  const e164 = freshNumber();
  await api.post("/v1/reservations", { phone_number: e164 });
  const object = objectOf(e164);
  const lines = await linesOf("alarm", () => runDurableObjectAlarm(object));
  const line = { message: "alarm", object: "NumberReservation", object_id: object.id.toString(), ms };
  expect(lines).toEqual([{ ...line, outcome: "done" }]);
  expect(JSON.stringify(lines)).not.toContain(e164.slice(2));
});

test("a job run and each queue message have one line, with ids, timing and outcome", async () => {
  const [run] = await linesOf("job", () => admin.post("/v1/jobs/cleanup/run"));
  expect(run).toMatchObject({ job: "cleanup", run_id: expect.stringMatching(/^job_/), status: "completed", ms });
  const timestamp = new Date();
  const messages = ["itm_1", "itm_2"].map((itemId) => ({
    id: `m_${itemId}`,
    timestamp,
    attempts: 2,
    body: { itemId },
  }));
  const taken = await linesOf("message", () =>
    consumeMessages(createMessageBatch("purchases", messages), env, createExecutionContext()),
  );
  expect(taken).toEqual(
    messages.map(({ id, body }) => ({
      message: "message",
      queue: "purchases",
      message_id: id,
      item_id: body.itemId,
      request_id: expect.stringMatching(/^job_/),
      attempts: 2,
      ms,
      outcome: "done",
    })),
  );
});
