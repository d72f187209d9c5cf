import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { sealEvents } from "#events/log/seal";
import { jobs } from "#jobs";
import { watchedDatabase } from "#kernel/db/watched-database";
import type { Context } from "#kernel/ports/context";
import type { FeedObject } from "#kernel/ports/feed-object";
import type { Job } from "#operations/job-runs/job";
import { LEASE_MS } from "#operations/job-runs/lease";
import { runJob } from "#operations/job-runs/run";
import { createJobRun } from "#runtime/job-context";
import type { Json } from "../../support/api";
import { addEvents, archived, change, exported, verified } from "../../support/event-log";
import { recordChangeOf, stock, withBareTenant } from "../../support/inventory";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";
import { sidesOf, visits } from "../../support/soak";
import { standing, World } from "../sync/world";

/** Every job, with something to do: killed before and after each of its trips to the database, and twice at once. */

const DAY = 24 * 60 * 60_000;

/** Something that a job has to do. */
interface Task {
  /** What there is to see of it once it is done, the same each time. */
  readonly effects: () => Promise<unknown>;
  /** Its own surroundings, if they are not the test's. */
  readonly dress?: (ctx: Context) => Context;
  readonly pass?: (ms: number) => void;
}

const countOf = (from: string, ...values: unknown[]): Promise<number | null> =>
  env.DB.prepare(`select count(*) as n from ${from}`)
    .bind(...values)
    .first("n");
const eventsOf = (tenantId: string, type: string) => countOf("events where tenant_id = ? and type = ?", tenantId, type);

/** A number of a new tenant, which nobody bought. */
async function bareNumber(change: { status?: string; created_at?: number } = {}) {
  const ctx = await withBareTenant();
  const { tenantId } = ctx.principal;
  const id = ctx.newId("phoneNumber");
  await stock(ctx, [
    {
      id,
      e164: freshNumber(),
      status: "active",
      country: "US",
      type: "local",
      acquisition_method: "porting",
      sms: 1,
      mms: 0,
      tags: [],
      agent_id: null,
      friendly_name: "Line",
      created_at: 0,
      ...change,
    },
  ]);
  return { id, tenantId };
}

async function unevaluated(): Promise<Task> {
  const { id, tenantId } = await bareNumber();
  await recordChangeOf([id]);
  return {
    effects: async () => ({
      told: await eventsOf(tenantId, "phone_number.readiness_changed"),
      verdict: await env.DB.prepare("select ready, version from number_readiness where phone_number_id = ?")
        .bind(id)
        .first(),
      flag: await env.DB.prepare("select ready from phone_numbers where id = ?").bind(id).first("ready"),
    }),
  };
}

const ok = <T>(value: T) => ({ kind: "ok" as const, value });

const registrations = async () => ({
  known: (await env.DB.prepare("select carrier_id, kind, state from messaging_registrations order by 1").all()).results,
  rounds: await countOf("messaging_rounds"),
});

/** Whose numbers the sync compares. */
let owner: Tenant | undefined;

const tasks: Record<string, () => Promise<Task>> = {
  cleanup: async () => {
    const { id, tenantId } = await bareNumber({ status: "cooling_off" });
    await change("update phone_numbers set cooling_off_until = 1 where id = ?", id);
    return {
      effects: async () => ({
        status: await env.DB.prepare("select status from phone_numbers where id = ?").bind(id).first("status"),
        told: await eventsOf(tenantId, "phone_number.released"),
      }),
    };
  },
  "seal-events": async () => {
    const tenant = await withTenant();
    await addEvents(tenant, 2);
    return {
      effects: async () => {
        const { verified: isWhole, to_seq, unsealed } = await verified(tenant);
        return { isWhole, to_seq, unsealed };
      },
    };
  },
  "archive-events": async () => {
    const tenant = await withTenant();
    await change("delete from events where tenant_id = ?", tenant.id);
    await addEvents(tenant, 3, Date.parse("2026-03-01T12:00:00Z"));
    await sealEvents(createJobRun(env, createExecutionContext()).newContext(), null);
    return {
      effects: async () => {
        const days = await countOf("event_archives where tenant_id = ?", tenant.id);
        const kept = days === 0 ? [] : (await archived(tenant, "2026-03-01")).map(({ seq }) => seq);
        return { days, kept, left: await exported(tenant) };
      },
    };
  },
  sync: async () => {
    await change("delete from number_readiness");
    await World.clear();
    owner ??= await withTenant();
    const world = new World(owner.id, 10);
    const [drifting = "", moving = "", strange = "", gone = "", back = "", orphan = "", former = ""] = Array.from(
      { length: 7 },
      (_, at) => `+1415777${1_000 + at}`,
    );
    const ours = [drifting, moving, strange, gone, back];
    await world.ownAll(ours);
    await change("update phone_numbers set status = 'lost' where e164 = ?", back);
    for (const e164 of [drifting, moving, strange, former])
      world.gain(e164, e164 === former ? { label: "By hand" } : {});
    world.now += 15 * 60_000;
    await world.run();
    world.books.delete(former);
    world.change(drifting, { smsUrl: "" });
    world.change(moving, { carrierId: "PNmoved" });
    world.change(strange, { trunk: "TK1" });
    world.gain(back);
    world.gain(orphan, { label: "By hand" });
    world.now += 15 * 60_000;
    const types = [
      "phone_number.repaired",
      "phone_number.lost",
      "phone_number.found",
      "finding.opened",
      "finding.resolved",
    ];
    const eventCounts = () => Promise.all(types.map((type) => countOf("events where type = ?", type)));
    const before = await eventCounts();
    return {
      dress: world.dress,
      pass: (ms) => {
        world.now += ms;
      },
      effects: async () => ({
        statuses: (await standing()).statuses,
        findings: (await standing()).findings,
        events: (await eventCounts()).map((count, at) => (count ?? 0) - (before[at] ?? 0)),
        moved: await env.DB.prepare("select carrier_id from phone_numbers where e164 = ?")
          .bind(moving)
          .first("carrier_id"),
        set: world.books.get(drifting)?.smsUrl === world.setupOf(drifting).smsUrl,
        lost: await countOf("findings where evidence ->> 'lost' and resolved_at is null"),
        seen: await countOf("sync_seen"),
      }),
    };
  },
  // With a live feed that takes nobody, so that there is something to tell of, and nothing to wait for.
  health: async () => {
    await change("delete from findings where kind = 'delivery_unproven'");
    await change("delete from health_probes");
    const full = { issue: async () => "full" };
    return {
      dress: (ctx) => ({ ...ctx, feedObject: () => full as unknown as FeedObject }),
      effects: async () => ({
        checks: await env.DB.prepare("select checks from health_probes where finished_at is not null")
          .first<string>("checks")
          .then((checks) => JSON.parse(checks ?? "[]").map(({ name, ok }: Json) => [name, ok])),
        findings: await standing().then(({ findings }) => findings.filter((each) => each.startsWith("delivery_"))),
      }),
    };
  },
  "readiness-changes": unevaluated,
  readiness: unevaluated,
  "agent-health": async () => {
    const { tenantId } = await bareNumber();
    // Those of other tasks would be asked too.
    await change("update agents set deleted_at = 1");
    await change(
      `insert into agents (id, tenant_id, name, kind, destination, version, created_at, updated_at)
       values ('agt_' || ?1, ?1, 'Desk', 'say', '{"kind":"say","message":"Hello."}', 1, 0, 0)`,
      tenantId,
    );
    return { effects: () => countOf("agent_checks where tenant_id = ?", tenantId) };
  },
  bundles: async () => {
    const { id } = await bareNumber();
    const sid = `BU${id}`;
    await change("insert into number_documents values (?, 'PN1', 'none', null, ?, null, null, 0)", id, sid);
    const bundles = async () => ok([{ sid, status: "approved" as const, validUntil: null }]);
    return {
      dress: (ctx) => ({ ...ctx, carrier: { ...ctx.carrier, bundles } }),
      effects: () => env.DB.prepare("select status from bundle_states where sid = ?").bind(sid).first("status"),
    };
  },
  "messaging-campaigns": async () => {
    await change("delete from messaging_registrations");
    await change("delete from messaging_rounds");
    const senderGroups = async () => ok(["MG1", "MG2"]);
    const senderGroup = async (id: string) => ok({ state: "registered" as const, carrierIds: [`PN${id}`] });
    return {
      dress: (ctx) => ({ ...ctx, carrier: { ...ctx.carrier, senderGroups, senderGroup } }),
      effects: registrations,
    };
  },
  "toll-free-verifications": async () => {
    await change("delete from messaging_registrations");
    await change("delete from messaging_rounds");
    const tollFreeVerifications = async () => ok([{ carrierId: "PN1", state: "registered" as const }]);
    return {
      dress: (ctx) => ({ ...ctx, carrier: { ...ctx.carrier, tollFreeVerifications } }),
      effects: registrations,
    };
  },
  inactivity: async () => {
    const { tenantId } = await bareNumber({ created_at: Date.now() - 60 * DAY });
    await change(
      `insert into findings (id, tenant_id, kind, subject_type, subject_id, evidence, created_at)
       values ('fnd_' || ?1, ?1, 'number_inactive', 'phone_number', 'num_gone', '{}', 0)`,
      tenantId,
    );
    return {
      effects: async () => ({
        open: await countOf("findings where tenant_id = ? and resolved_at is null", tenantId),
        opened: await eventsOf(tenantId, "finding.opened"),
        closed: await eventsOf(tenantId, "finding.resolved"),
      }),
    };
  },
};

/** Time goes on, for the platform and for the task. */
function pass({ pass: passIts }: Task, ms: number): void {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });
  passIts?.(ms);
}

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** The database of a run whose n-th trip to it is the last: it is made, or not even that, and nobody gets the answer. */
function dyingAt(trip: number, made: boolean) {
  let trips = 0;
  const database = watchedDatabase(env.DB, async (_, send) => {
    trips += 1;
    if (trips < trip) return await send();
    if (trips === trip && made) await send();
    throw new Error("D1_ERROR: the isolate is gone");
  });
  return { database, isDead: () => trips >= trip };
}

function start(job: Job, { dress = (ctx) => ctx }: Task, database: D1Database = env.DB) {
  const run = createJobRun({ ...env, DB: database }, createExecutionContext());
  return runJob({ ...run, newContext: () => dress(run.newContext()) }, job, "cron");
}

async function finish(job: Job, task: Task): Promise<void> {
  for (let runs = 0; runs < 10; runs += 1) {
    pass(task, LEASE_MS);
    const answer = await start(job, task);
    if (answer.kind === "ran" && answer.run.status === "completed") return;
  }
  throw new Error(`${job.name} does not come to its end.`);
}

test("every job has work in this test", () => {
  expect(Object.keys(tasks).sort()).toEqual(jobs.map(({ name }) => name).sort());
});

test.for(jobs)(
  "$name, killed before or after any of its trips to the database, is finished by a later run",
  { timeout: 120_000 },
  async (job) => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    vi.spyOn(console, "log").mockImplementation(() => undefined);
    const make = tasks[job.name] ?? (() => Promise.reject(new Error("It has nothing to do.")));
    const undisturbed = await make();
    const before = await undisturbed.effects();
    await finish(job, undisturbed);
    const expected = await undisturbed.effects();
    expect(expected).not.toEqual(before);
    let deaths = 0;
    for (let trip = 1; ; trip += 1) {
      if (!visits(trip)) continue;
      const died: boolean[] = [];
      for (const made of sidesOf(trip)) {
        const task = await make();
        pass(task, LEASE_MS);
        const { database, isDead } = dyingAt(trip, made);
        await start(job, task, database).catch(() => undefined);
        died.push(isDead());
        await finish(job, task);
        expect.soft(await task.effects(), `trip ${trip}, ${made ? "made" : "not made"}`).toEqual(expected);
      }
      if (!died.every(Boolean)) break;
      deaths = trip;
    }
    // To see whose turn it is, to take it and to give it back, and something in between.
    expect(deaths).toBeGreaterThanOrEqual(4);
  },
);

/** All slices of a job, without a lease. */
async function goThrough(job: Job, { dress = (ctx) => ctx }: Task): Promise<void> {
  let cursor: string | null = null;
  do {
    const slice: Awaited<ReturnType<Job["slice"]>> = await job.slice(
      dress(createJobRun(env, createExecutionContext()).newContext()),
      cursor,
      () => true,
    );
    cursor = slice.next;
  } while (cursor !== null);
}

test.for(jobs)(
  "$name, twice at once and without a lease, does what is to be done once",
  { timeout: 30_000 },
  async (job) => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    vi.spyOn(console, "log").mockImplementation(() => undefined);
    const make = tasks[job.name] ?? (() => Promise.reject(new Error("It has nothing to do.")));
    const undisturbed = await make();
    await finish(job, undisturbed);
    const expected = await undisturbed.effects();
    for (let round = 0; round < 3; round += 1) {
      const task = await make();
      pass(task, LEASE_MS);
      await Promise.allSettled([goThrough(job, task), goThrough(job, task)]);
      await finish(job, task);
      expect(await task.effects()).toEqual(expected);
    }
  },
);
