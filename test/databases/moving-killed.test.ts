import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { sealEvents } from "#events/log/seal";
import { watchedDatabase } from "#kernel/db/watched-database";
import { databasesOf } from "#runtime/databases";
import { createJobRun } from "#runtime/job-context";
import type { LateUpdate } from "#traffic/inbound/late-update";
import type { Json } from "../support/api";
import { freshCall, type OwnedNumber } from "../support/carrier";
import { sendToNumber, withAgent } from "../support/conversation";
import { exported, verified } from "../support/event-log";
import { eventually } from "../support/eventually";
import { captureQueue, deliver } from "../support/late-updates";
import { freshNumber, type Tenant, withTenant } from "../support/seed";
import { sidesOf, visits } from "../support/soak";
import { contentsOf, leftovers, rowCount, runMinute, runUntil, startMove } from "./moves";

/** A move that is killed before or after any of its trips to either database, while the tenant works. */

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** The environment of runs whose n-th trip to the databases is the last: it is made, or not even that. */
function dyingAt(trip: number, made: boolean, onTrip: (at: number) => Promise<unknown>) {
  let trips = 0;
  const watched = (binding: D1Database) =>
    watchedDatabase(binding, async (_, send) => {
      trips += 1;
      const at = trips;
      if (at <= trip) await onTrip(at);
      if (at < trip) return await send();
      if (at === trip && made) await send();
      throw new Error("D1_ERROR: the isolate is gone");
    });
  const environment = { ...env, DB: watched(env.DB), DB_2: watched(env.DB_2 ?? env.DB) } as Env;
  return { environment, isDead: () => trips >= trip };
}

/** Changes that a tenant makes while it moves. Each is repeated until it is done, as a client should. */
class Activity {
  readonly #tenant: Tenant;
  readonly #number: OwnedNumber;
  #waiting: (() => Promise<boolean>)[] = [];
  agents = 0;
  rings = 0;
  orders: string[] = [];
  refused = 0;

  constructor(tenant: Tenant, number: OwnedNumber) {
    this.#tenant = tenant;
    this.#number = number;
  }

  async at(trip: number): Promise<void> {
    if (trip % 40 === 7) await this.#createAgent();
    if (trip % 40 === 23) await this.#ring();
    if (trip % 150 === 31) await this.#order();
  }

  /** Repeats all that was refused. */
  async repeat(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const again of waiting) if (!(await again())) this.#waiting.push(again);
  }

  get isDone(): boolean {
    return this.#waiting.length === 0;
  }

  async #attempt(send: () => Promise<Json>): Promise<void> {
    const isDone = async () => {
      const { status, body } = await send();
      if (status < 300) return true;
      expect({ status, code: body.code }).toEqual({ status: 503, code: "tenant_moving" });
      this.refused += 1;
      return false;
    };
    if (!(await isDone())) this.#waiting.push(isDone);
  }

  async #createAgent(): Promise<void> {
    this.agents += 1;
    const key = { "idempotency-key": `agent-${this.agents}` };
    const agent = { name: `Desk ${this.agents}`, destination: { kind: "say", message: "Hello." } };
    await this.#attempt(() => this.#tenant.api.post("/v1/agents", agent, key));
  }

  async #ring(): Promise<void> {
    this.rings += 1;
    const answer = await sendToNumber(this.#number, { webhook: "voice", at: 0, fields: freshCall() });
    expect(answer.body).toContain("<Dial");
  }

  async #order(): Promise<void> {
    const e164 = freshNumber();
    this.orders.push(e164);
    const key = { "idempotency-key": `order-${e164}` };
    await this.#attempt(() => this.#tenant.api.post("/v1/orders", { items: [{ phone_number: e164 }] }, key));
  }
}

/**
 * What the tenant's rings were recorded as, in a database or in the queue. Real time goes on more slowly than the
 * platform's clock in this test, so a minute begins only when what came before it is recorded.
 */
async function recorded(tenant: Tenant, queue: readonly LateUpdate[]): Promise<number> {
  const contents = await Promise.all(["DB", "DB_2"].map((name) => contentsOf(name, tenant.id)));
  const rows = contents.flatMap(({ calls = [] }) => calls.map((call) => String(call.carrier_id)));
  return new Set([...rows, ...queue.map(({ update }) => update.carrierId)]).size;
}

async function all(tenant: Tenant, path: string): Promise<Json[]> {
  const { body } = await tenant.api.get(`${path}?limit=200`);
  return body.data;
}

/** Gives a number of the tenant to the platform too, in the database that the tenant moves to. */
const contradict = ({ id, e164 }: OwnedNumber): Promise<D1Result> =>
  env.DB.prepare(
    `insert into phone_numbers (id, tenant_id, e164, country, type, voice, sms, mms, fax, status, acquisition_method,
       carrier_id, friendly_name, tags, metadata, created_at, updated_at)
     values (?1, 'ten_platform', ?2, 'US', 'local', 1, 1, 0, 0, 'active', 'reseller', 'PN1', 'x', '[]', '{}', 0, 0)`,
  )
    .bind(`${id}x`, e164)
    .run();

/** Returns whether the move came as far as the trip. It ends as `failed` if the new database contradicts it. */
async function moveKilledAt(trip: number, made: boolean, ends: "completed" | "failed"): Promise<boolean> {
  const queue = captureQueue();
  const tenant = await withTenant();
  const { number } = await withAgent(tenant);
  if (ends === "failed") await contradict(number);
  await startMove(tenant.id);
  const activity = new Activity(tenant, number);
  const { environment, isDead } = dyingAt(trip, made, (at) => activity.at(at));
  const move = await runUntil(tenant.id, ends, async () => {
    await runMinute(isDead() ? env : environment);
    await activity.repeat();
    await eventually(async () => expect(await recorded(tenant, queue)).toBe(activity.rings));
  });
  expect(move.error?.code).toBe(ends === "failed" ? "rows_conflict" : undefined);
  const [home, other] = ends === "failed" ? ["DB_2", "DB"] : ["DB", "DB_2"];
  expect(activity.isDone).toBe(true);
  await eventually(async () => {
    const records = queue.splice(0);
    if (records.length > 0) await deliver("records", records);
    expect(await all(tenant, "/v1/calls")).toHaveLength(activity.rings);
  });
  await eventually(async () => {
    const numbers = (await all(tenant, "/v1/phone-numbers")).map(({ phone_number }) => phone_number);
    expect(numbers.toSorted()).toEqual([number.e164, ...activity.orders].toSorted());
  });
  const agents = (await all(tenant, "/v1/agents")).map(({ name }) => name);
  expect(agents.toSorted()).toEqual(
    ["Desk", ...Array.from({ length: activity.agents }, (_, at) => `Desk ${at + 1}`)].toSorted(),
  );
  const run = createJobRun(env, createExecutionContext(), { database: databasesOf(env).named(home) });
  await sealEvents(run.newContext(), null);
  const seqs = (await exported(tenant)).map(({ seq }) => seq);
  expect(seqs).toEqual(seqs.map((_, at) => at + 1));
  expect(await verified(tenant)).toMatchObject({ result: "intact", unsealed: 0 });
  expect(rowCount(await contentsOf(other, tenant.id))).toBe(0);
  expect(await leftovers()).toEqual([]);
  return isDead();
}

/** More than a move makes. */
const MAX_TRIPS = 2_000;

test.for([
  { ends: "completed", atLeast: 144, what: "a move is finished by later runs" },
  { ends: "failed", atLeast: 34, what: "a move that can't succeed is undone by later runs" },
] as const)(
  "killed before or after any of its trips, $what, and no change of the tenant is lost",
  async ({ ends, atLeast }) => {
    vi.spyOn(console, "log").mockImplementation(() => undefined);
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    let deaths = 0;
    for (let trip = 1; trip < MAX_TRIPS; trip += 1) {
      if (!visits(trip)) continue;
      const died: boolean[] = [];
      for (const made of sidesOf(trip)) died.push(await moveKilledAt(trip, made, ends));
      if (!died.every(Boolean)) break;
      deaths = trip;
    }
    expect(deaths).toBeGreaterThanOrEqual(atLeast);
  },
);
