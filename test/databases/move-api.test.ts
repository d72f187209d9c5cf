import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { watchedDatabase } from "#kernel/db/watched-database";
import { movedTables, stayingTables } from "#operations/moves/moved-tables";
import { admin, type Json } from "../support/api";
import { freshCall, ownedBy, sendWebhook } from "../support/carrier";
import { withAgent } from "../support/conversation";
import { eventually } from "../support/eventually";
import { captureQueue, deliver } from "../support/late-updates";
import { freshNumber, withTenant } from "../support/seed";
import { type Client, connect } from "../support/sockets";
import { bindings, contentsOf, leftovers, moveOf, pass, rowCount, runMinute, runUntil, startMove } from "./moves";

/** A move as its callers see it. */

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

interface Table {
  readonly name: string;
  readonly sql: string;
}

test("the list of moved tables has every table with rows of tenants, by its primary key, and those that it refers to", async () => {
  const { results } = await env.DB.prepare("select name, sql from sqlite_master where type = 'table'").all<Table>();
  const ofTenants = results.filter(({ sql }) =>
    /^\s+tenant_id TEXT|, tenant_id TEXT|REFERENCES phone_numbers/m.test(sql),
  );
  expect(ofTenants.length).toBeGreaterThan(45);
  const listed = movedTables.map(({ name }) => name);
  const missing = ofTenants
    .map(({ name }) => name)
    .filter((name) => !listed.includes(name) && !(name in stayingTables));
  expect(missing).toEqual([]);
  for (const { name, key, via } of movedTables) {
    const columns = await env.DB.prepare(`pragma table_info(${name})`).all<{ name: string; pk: number }>();
    const primary = columns.results.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
    expect(
      primary.map((column) => column.name),
      name,
    ).toEqual(key);
    const { results: parents } = await env.DB.prepare(`pragma foreign_key_list(${name})`).all<{ table: string }>();
    for (const { table } of parents.filter((parent) => parent.table !== "tenants")) {
      expect(listed.indexOf(table), `${name} refers to ${table}`).toBeLessThan(listed.indexOf(name));
    }
    if (via) expect(listed.indexOf(via.table), `${name} is of ${via.table}`).toBeLessThan(listed.indexOf(name));
  }
});

test("a move is refused where it makes no sense, and begun once for a key", async () => {
  const tenant = await withTenant();
  const path = `/v1/tenants/${tenant.id}/move`;
  expect((await admin.get(path)).body.code).toBe("not_found");
  expect((await admin.post(path, { database: "DB_9" })).body).toMatchObject({
    code: "validation_failed",
    errors: [{ pointer: "/database" }],
  });
  expect((await admin.post(path, { database: "DB_2" })).body.code).toBe("illegal_transition");
  expect((await admin.post("/v1/tenants/ten_platform/move", { database: "DB_2" })).body.code).toBe(
    "illegal_transition",
  );
  expect((await admin.post("/v1/tenants/ten_01k9m8x3zt5v7w9y2a4c6e8g0j/move", { database: "DB" })).status).toBe(404);
  expect((await tenant.api.post(path, { database: "DB" })).status).toBe(403);
  expect((await admin.post(`${path}/cancel`)).status).toBe(404);
  const key = { "idempotency-key": `move-${tenant.id}` };
  const answers = await Promise.all([1, 2, 3].map(() => admin.post(path, { database: "DB" }, key)));
  const again = await admin.post(path, { database: "DB" }, key);
  for (const { status, body } of [...answers, again])
    expect({ status, body }).toEqual({ status: 202, body: again.body });
  expect((await admin.post(path, { database: "DB" })).body).toMatchObject({ code: "illegal_transition" });
  expect((await admin.get(path)).body).toEqual(again.body);
  const events = (await tenant.api.get("/v1/events?type=tenant.move_started")).body.data;
  expect(events).toHaveLength(1);
  await runUntil(tenant.id, "moved");
  const later = await admin.post(path, { database: "DB" }, key);
  expect({ status: later.status, body: later.body }).toEqual({ status: 202, body: again.body });
  await runUntil(tenant.id, "completed");
});

test("a number that changed hands lately keeps both of its tenants where they are, and a moving tenant takes part in no transfer", async () => {
  const [giver, taker] = [await withTenant(), await withTenant()];
  const [first, second] = [await ownedBy(giver), await ownedBy(giver)];
  const transfer = (id: string) =>
    admin.post(`/v1/tenants/${giver.id}/phone-numbers/${id}/transfer`, { tenant_id: taker.id });
  expect((await transfer(first.id)).status).toBe(200);
  for (const { id } of [giver, taker]) {
    expect((await admin.post(`/v1/tenants/${id}/move`, { database: "DB" })).body.code).toBe("illegal_transition");
  }
  pass(25 * 60 * 60_000);
  await startMove(taker.id);
  expect(await transfer(second.id)).toMatchObject({ status: 503, body: { code: "tenant_moving" } });
  await runUntil(taker.id, "completed");
  // The new owner sees what happened under the former one, whose log is in the other database.
  const history = (await taker.api.get(`/v1/phone-numbers/${first.id}/history`)).body.data;
  const types = history.map(({ type }: Json) => type);
  expect(types).toEqual(expect.arrayContaining(["phone_number.purchased", "phone_number.transferred_in"]));
  expect((await giver.api.get(`/v1/phone-numbers/${first.id}/history`)).status).toBe(404);
  expect((await giver.api.get("/v1/phone-numbers")).body.data).toHaveLength(1);
});

test("a tenant may move after it has handed on a number whose first owner moved before it", async () => {
  const [first, second, third] = [await withTenant(), await withTenant(), await withTenant()];
  const { number, agentId } = await withAgent(first);
  const { id } = number;
  const transfer = async (from: { id: string }, to: { id: string }): Promise<void> => {
    const path = `/v1/tenants/${from.id}/phone-numbers/${id}/transfer`;
    expect((await admin.post(path, { tenant_id: to.id })).status).toBe(200);
    pass(25 * 60 * 60_000);
  };
  const move = async (tenantId: string): Promise<void> => {
    await startMove(tenantId);
    await runUntil(tenantId, "completed");
  };
  const ownerIn = (name: string) =>
    bindings[name]?.prepare("select tenant_id, status from phone_numbers where id = ?").bind(id).first();
  expect((await first.api.get(`/v1/phone-numbers/${id}`)).body.agent_id).toBe(agentId);
  expect((await first.api.post(`/v1/phone-numbers/${id}/unassign`)).status).toBe(200);
  await transfer(first, second);
  await move(first.id);
  expect(await ownerIn("DB")).toEqual({ tenant_id: second.id, status: "released" });
  await transfer(second, third);
  await move(second.id);
  expect(await ownerIn("DB")).toEqual({ tenant_id: third.id, status: "released" });
  expect((await second.api.get("/v1/phone-numbers/counts")).body).toMatchObject({ total: 0 });
  await move(third.id);
  expect(await ownerIn("DB")).toMatchObject({ tenant_id: third.id, status: "active" });
});

/** Runs the job until the tenant is fenced: the step after it needs the target, which is away for that long. */
async function runUntilFenced(tenantId: string): Promise<void> {
  for (let minutes = 0; minutes < 10; minutes += 1) {
    pass(60_000);
    const target = watchedDatabase(env.DB, async (_, sent) => {
      if ((await statusOf(tenantId)) === "fenced") throw new Error("D1_ERROR: away");
      return await sent();
    });
    await runMinute({ ...env, DB: target });
    if ((await statusOf(tenantId)) === "fenced") return;
  }
  throw new Error(`The tenant is not fenced: ${JSON.stringify(await moveOf(tenantId))}`);
}

const statusOf = async (tenantId: string): Promise<string> => (await moveOf(tenantId)).status;

test("while a tenant is fenced it reads and takes calls, changes wait, and other tenants notice nothing", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const queue = captureQueue();
  const [tenant, other] = [await withTenant(), await withTenant()];
  const [number, others] = [await ownedBy(tenant), await ownedBy(other)];
  const reserve = (phone_number: string) => tenant.api.post("/v1/reservations", { phone_number, ttl_seconds: 7_200 });
  const held = await reserve(freshNumber());
  expect(held.status).toBe(201);
  await startMove(tenant.id);
  await runUntilFenced(tenant.id);
  // The number's object decides, and its outbox waits for the database.
  expect((await reserve(freshNumber())).status).toBe(503);
  await tenant.api.delete(`/v1/reservations/${held.body.id}`);
  const refused = await tenant.api.patch(`/v1/phone-numbers/${number.id}`, { friendly_name: "Front desk" });
  expect(refused).toMatchObject({ status: 503, body: { code: "tenant_moving" } });
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await tenant.api.get(`/v1/phone-numbers/${number.id}`)).status).toBe(200);
  const rung = await Promise.all([
    sendWebhook(`${number.path}/voice`, { fields: freshCall() }),
    sendWebhook(`${others.path}/voice`, { fields: freshCall() }),
  ]);
  expect(rung.map(({ status }) => status)).toEqual([200, 200]);
  // The two calls were written in one batch, of which the fence refuses a part.
  await eventually(async () => expect((await other.api.get("/v1/calls")).body.data).toHaveLength(1));
  await eventually(() => expect(queue).toHaveLength(1));
  expect((await tenant.api.get("/v1/calls")).body.data).toEqual([]);
  expect((await other.api.patch(`/v1/phone-numbers/${others.id}`, { friendly_name: "Bar" })).status).toBe(200);
  expect((await admin.post("/v1/jobs/cleanup/run?database=DB_2")).body.code).toBe("tenant_moving");
  await runUntil(tenant.id, "moved");
  expect((await tenant.api.patch(`/v1/phone-numbers/${number.id}`, { friendly_name: "Front desk" })).status).toBe(200);
  // The object's alarm would do this, on the real clock.
  await tenant.api.delete(`/v1/reservations/${held.body.id}`);
  expect((await tenant.api.get(`/v1/reservations/${held.body.id}`)).body.status).toBe("canceled");
  await deliver("records", queue);
  expect((await tenant.api.get("/v1/calls")).body.data).toHaveLength(1);
  await runUntil(tenant.id, "completed");
  expect((await admin.post("/v1/jobs/cleanup/run?database=DB_2")).body.status).toBe("completed");
});

test("a canceled move leaves the tenant where it was, at once, and nothing in the other database", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  await startMove(tenant.id);
  await runUntilFenced(tenant.id);
  const canceled = await admin.post(`/v1/tenants/${tenant.id}/move/cancel`);
  expect(canceled).toMatchObject({ status: 200, body: { status: "canceling", error: null } });
  expect((await tenant.api.patch(`/v1/phone-numbers/${number.id}`, { friendly_name: "Front desk" })).status).toBe(200);
  await runUntil(tenant.id, "canceled");
  expect(rowCount(await contentsOf("DB", tenant.id))).toBe(0);
  expect(await leftovers()).toEqual([]);
  const [event] = (await tenant.api.get("/v1/events?type=tenant.move_canceled")).body.data;
  expect(event.data).toMatchObject({ from_database: "DB_2", to_database: "DB", reason: null });
  expect((await admin.post(`/v1/tenants/${tenant.id}/move/cancel`)).body.status).toBe("canceled");
  // It may move again, and then it can't be canceled any more.
  await startMove(tenant.id);
  await runUntil(tenant.id, "moved");
  expect((await admin.post(`/v1/tenants/${tenant.id}/move/cancel`)).body.code).toBe("illegal_transition");
  await runUntil(tenant.id, "completed");
});

test("a row that contradicts one of another tenant ends the move, which says so", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const tenant = await withTenant();
  const { e164, id } = await ownedBy(tenant);
  await bindings.DB?.prepare(
    `insert into phone_numbers (id, tenant_id, e164, country, type, voice, sms, mms, fax, status, acquisition_method,
       carrier_id, friendly_name, tags, metadata, created_at, updated_at)
     values (?1, 'ten_platform', ?2, 'US', 'local', 1, 1, 0, 0, 'active', 'reseller', 'PN1', 'x', '[]', '{}', 0, 0)`,
  )
    .bind(`${id}x`, e164)
    .run();
  await startMove(tenant.id);
  const failed = await runUntil(tenant.id, "failed");
  expect(failed.error).toMatchObject({ code: "rows_conflict", detail: expect.stringContaining("phone_numbers") });
  expect((await tenant.api.get("/v1/phone-numbers")).body.data).toHaveLength(1);
  expect(rowCount(await contentsOf("DB", tenant.id))).toBe(0);
  expect(await leftovers()).toEqual([]);
});

test("a live connection gets each event once across a move, and so does a client that resumes in the new database", async () => {
  const tenant = await withTenant();
  const stays = await connect(tenant, { query: "after_seq=0" });
  const leaves = await connect(tenant, { query: "after_seq=0" });
  const create = async (name: string) =>
    expect((await tenant.api.post("/v1/agents", { name, destination: { kind: "say", message: "Hi." } })).status).toBe(
      201,
    );
  await create("Before");
  await eventually(() => expect(leaves.typed("event").map(({ event }) => event.type)).toContain("agent.created"));
  const position = leaves.position;
  leaves.close();
  await startMove(tenant.id);
  await runUntil(tenant.id, "moved");
  await create("After");
  await runUntil(tenant.id, "completed");
  await create("Later");
  const resumed = await connect(tenant, { query: `after_seq=${position}` });
  const ended = (client: Client) =>
    eventually(() => expect(client.typed("event").filter(({ event }) => event.data.name === "Later")).toHaveLength(1));
  await ended(stays);
  await ended(resumed);
  const whole = stays.seqs;
  expect(whole).toEqual(whole.map((_, at) => at + 1));
  expect([...leaves.seqs, ...resumed.seqs]).toEqual(whole);
  const types = stays.typed("event").map(({ event }) => event.type);
  expect(types.filter((type) => type.startsWith("tenant."))).toEqual(["tenant.move_started", "tenant.moved"]);
});
