import { createExecutionContext, createMessageBatch, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { ChangedSubjects } from "#kernel/db/changed-subjects";
import { openDatabase } from "#kernel/db/db";
import { watchedDatabase } from "#kernel/db/watched-database";
import type { Context } from "#kernel/ports/context";
import {
  EVALUATED_AFTER_RESPONSE,
  evaluateAfterResponse,
  evaluateChanged,
  NUMBERS_PER_GROUP,
} from "#operations/readiness/evaluate-changed";
import { evaluateChangesJob } from "#operations/readiness/jobs";
import { consumeMessages } from "#queues";
import { createJobContext } from "#runtime/job-context";
import type { Json } from "../../support/api";
import { ownedBy } from "../../support/carrier";
import { dnsResponse, isDnsRequest } from "../../support/dns";
import { recordChangeOf, stockMany, withBareTenant } from "../../support/inventory";
import { runAll } from "../../support/jobs";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";

/** Numbers that a request changed are evaluated right after its response, without a job. */

afterEach(() => vi.restoreAllMocks());

/** The numbers that are not ready: the list, the count and the log must agree. */
async function offlineOf({ api }: Tenant) {
  const { body: list } = await api.get("/v1/phone-numbers?ready=false&limit=200");
  const { body: log } = await api.get("/v1/events?sort=seq&limit=200&type=phone_number.readiness_changed");
  const last = new Map(log.data.map(({ subject, data }: Json) => [subject.id, data.ready]));
  const offline = [...last].flatMap(([id, ready]) => (ready === false ? [id] : [])).sort();
  expect(list.data.map(({ id }: Json) => id).sort()).toEqual(offline);
  expect(list.meta.offline_count).toBe(offline.length);
  return { offline, reported: log.data.map(({ data }: Json) => [data.ready, ...data.causes]) };
}

const queue = async (): Promise<string[]> => {
  const { results } = await env.DB.prepare("select subject from readiness_queue order by 1").all<{ subject: string }>();
  return results.map(({ subject }) => subject);
};

const desk = { name: "Desk", destination: { kind: "say", message: "Hello." } };

const inBackgroundOf =
  (waitUntil: (work: Promise<unknown>) => void): Context["inBackground"] =>
  (ctx, work) => {
    const ended = work(ctx);
    waitUntil(ended);
    return ended;
  };

test("buying, assigning, unassigning and a new destination are each evaluated, and the job finds nothing left", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  expect(await offlineOf(tenant)).toEqual({ offline: [number.id], reported: [[false, "no_agent"]] });
  const { body: agent } = await tenant.api.post("/v1/agents", desk);
  await tenant.api.post(`/v1/phone-numbers/${number.id}/assign`, { agent_id: agent.id });
  expect(await offlineOf(tenant)).toEqual({ offline: [], reported: [[false, "no_agent"], [true]] });
  await tenant.api.post(`/v1/phone-numbers/${number.id}/unassign`);
  expect((await offlineOf(tenant)).offline).toEqual([number.id]);
  await tenant.api.post(`/v1/phone-numbers/${number.id}/release`);
  await tenant.api.post(`/v1/phone-numbers/${number.id}/restore`);
  expect((await offlineOf(tenant)).reported.slice(-2)).toEqual([[null], [false, "no_agent"]]);
  await tenant.api.patch(`/v1/agents/${agent.id}`, { destination: { kind: "sip", uri: "sip:desk@sip.example.com" } });
  expect(await queue()).toEqual([agent.id]);
  expect(await runAll(evaluateChangesJob)).toMatchObject({ changed: 0 });
  expect(await queue()).toEqual([]);
});

test("an agent's check is evaluated for all of its numbers; a new name changes nothing", async () => {
  const tenant = await withTenant({ redirect_allowed: true });
  const number = await ownedBy(tenant);
  const destination = { kind: "redirect", url: "https://agents.example.com/twiml" };
  const { body: agent } = await tenant.api.post("/v1/agents", { ...desk, destination });
  await tenant.api.post(`/v1/phone-numbers/${number.id}/assign`, { agent_id: agent.id });
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input) => {
    const request = new Request(input as string);
    if (!isDnsRequest(request)) throw new Error("refused");
    return dnsResponse(request, () => ["93.184.216.34"]);
  });
  const check = () => tenant.api.post(`/v1/agents/${agent.id}/check`);
  expect((await check()).body.result).toBe("failed");
  expect((await offlineOf(tenant)).reported.at(-1)).toEqual([true, "agent_missed_check"]);
  await check();
  expect((await offlineOf(tenant)).reported.at(-1)).toEqual([false, "agent_unreachable"]);
  const { reported } = await offlineOf(tenant);
  await tenant.api.patch(`/v1/agents/${agent.id}`, { name: "Front desk" });
  expect(await offlineOf(tenant)).toEqual({ offline: [number.id], reported });
  const { body: now } = await tenant.api.get(`/v1/phone-numbers/${number.id}/readiness`);
  expect([now.ready, now.agents]).toMatchObject([false, [{ agent_id: agent.id, answers: "no" }]]);
  await tenant.api.patch(`/v1/agents/${agent.id}`, { destination: { ...destination, url: `${destination.url}?2` } });
  expect((await offlineOf(tenant)).reported.at(-1)).toEqual([true]);
});

test("the numbers of a bulk job are evaluated as its items are done", async () => {
  const tenant = await withTenant();
  const numbers = [await ownedBy(tenant), await ownedBy(tenant)];
  const sent = vi.spyOn(env.BULK, "sendBatch");
  const phone_numbers = numbers.map(({ e164 }) => e164);
  const asked = await tenant.api.post("/v1/bulk-jobs", { action: "suspend", phone_numbers });
  expect(asked.status).toBe(202);
  const bodies = sent.mock.calls.flatMap(([messages]) => [...messages].map(({ body }) => body));
  const messages = bodies.map((body, at) => ({ id: `m${at}`, timestamp: new Date(), attempts: 1, body }));
  const execution = createExecutionContext();
  await consumeMessages(createMessageBatch("bulk", messages), env, execution);
  await waitOnExecutionContext(execution);
  const suspended = [false, "suspended", "no_agent"];
  expect((await offlineOf(tenant)).reported.slice(-2)).toEqual([suspended, suspended]);
});

/** A context whose work changed these subjects. */
function touching(ids: readonly string[], database: D1Database = env.DB): Context {
  const changed = new ChangedSubjects();
  for (const id of ids) changed.subjectIds.add(id);
  return { ...createJobContext(env, createExecutionContext()), db: openDatabase(database), changed };
}

/** One database for all requests of a group, as an isolate has it. */
const groupDatabase = openDatabase(env.DB);

const noWake = async () => undefined;

/** Numbers that were never evaluated, with their events. */
async function unevaluated(count: number, area: string) {
  await env.DB.prepare("delete from readiness_queue").run();
  const ctx = await withBareTenant();
  await stockMany(ctx, count, area);
  const { tenantId } = ctx.principal;
  const of = async <T>(sql: string) => (await env.DB.prepare(sql).bind(tenantId).first<T>("n")) as T;
  const { results } = await env.DB.prepare("select id from phone_numbers where tenant_id = ? order by id")
    .bind(tenantId)
    .all<{ id: string }>();
  const ids = results.map(({ id }) => id);
  await recordChangeOf(ids);
  return {
    ids,
    evaluated: () => of<number>("select count(*) as n from phone_numbers where tenant_id = ? and ready is not null"),
    reported: () =>
      of<number>("select count(*) as n from events where tenant_id = ? and type = 'phone_number.readiness_changed'"),
    offline: () => of<number>("select coalesce(sum(numbers), 0) as n from offline_counts where tenant_id = ?"),
    notReady: () => of<number>("select count(*) as n from phone_numbers where tenant_id = ? and ready = 0"),
  };
}

test("numbers beyond the bound are left to the job, which reports each once", async () => {
  const count = EVALUATED_AFTER_RESPONSE + 30;
  const { ids, evaluated, reported, offline, notReady } = await unevaluated(count, "621");
  await evaluateChanged(touching(ids), noWake);
  expect([await evaluated(), await reported()]).toEqual([EVALUATED_AFTER_RESPONSE, EVALUATED_AFTER_RESPONSE]);
  expect(await offline()).toBe(await notReady());
  expect(await runAll(evaluateChangesJob)).toMatchObject({ changed: 30 });
  expect([await evaluated(), await reported()]).toEqual([count, count]);
  expect(await offline()).toBe(await notReady());
});

test("a group of requests is evaluated up to a bound, and the job evaluates the rest", async () => {
  const count = NUMBERS_PER_GROUP + EVALUATED_AFTER_RESPONSE;
  const { ids, evaluated } = await unevaluated(count, "623");
  const execution = createExecutionContext();
  for (let at = 0; at < count; at += EVALUATED_AFTER_RESPONSE) {
    const ctx = touching(ids.slice(at, at + EVALUATED_AFTER_RESPONSE));
    evaluateAfterResponse(
      { ...ctx, db: groupDatabase, inBackground: inBackgroundOf((work) => execution.waitUntil(work)) },
      noWake,
    );
  }
  await waitOnExecutionContext(execution);
  expect(await evaluated()).toBe(NUMBERS_PER_GROUP);
  await runAll(evaluateChangesJob);
  expect(await evaluated()).toBe(count);
});

test("some of an agent's numbers are evaluated after the response, and the job evaluates the rest", async () => {
  const count = EVALUATED_AFTER_RESPONSE * 12;
  const { evaluated, reported } = await unevaluated(count, "622");
  await runAll(evaluateChangesJob);
  const [before, agentId] = [await reported(), "agt_0"];
  await env.DB.batch([
    env.DB.prepare(
      `insert into agents (id, tenant_id, name, kind, destination, version, created_at, updated_at)
       select 'agt_0', tenant_id, 'Desk', 'say', '{"kind":"say","message":"Hello."}', 1, 0, 0
       from phone_numbers where id like 'num_622%' limit 1`,
    ),
    env.DB.prepare("insert into readiness_queue values ('agt_0', '', 1)"),
    env.DB.prepare(
      `insert into assignments (phone_number_id, valid_from, id, tenant_id, e164, agent_id)
       select id, 0, 'asg_' || id, tenant_id, e164, agent_id from phone_numbers where agent_id = 'agt_0' and id like 'num_622%'`,
    ),
  ]);
  await evaluateChanged(touching([agentId]), noWake);
  expect((await reported()) - before).toBe(EVALUATED_AFTER_RESPONSE);
  const ofAgent = await env.DB.prepare("select count(*) as n from assignments where agent_id = 'agt_0'").first("n");
  expect(await runAll(evaluateChangesJob)).toMatchObject({ queued: ofAgent });
  expect([(await reported()) - before, await queue(), await evaluated()]).toEqual([ofAgent, [], count]);
});

test("work that is killed before or after any trip to the database loses nothing and reports nothing twice", async () => {
  const deaths: boolean[] = [];
  for (let trip = 1; trip <= 3; trip += 1) {
    for (const made of [false, true]) {
      const { ids, evaluated, reported } = await unevaluated(3, String(650 + deaths.length));
      let trips = 0;
      const dying = watchedDatabase(env.DB, async (_, send) => {
        trips += 1;
        if (trips < trip) return await send();
        if (made) await send();
        throw new Error("D1_ERROR: the isolate is gone");
      });
      deaths.push(
        await evaluateChanged(touching(ids, dying), noWake).then(
          () => false,
          () => true,
        ),
      );
      await runAll(evaluateChangesJob);
      expect([await evaluated(), await reported()], `trip ${trip}, ${made}`).toEqual([3, 3]);
    }
  }
  // To read the facts, to write the results.
  expect(deaths).toEqual([true, true, true, true, false, false]);
});

test("two at once do the work once", async () => {
  const { ids, evaluated, reported } = await unevaluated(20, "641");
  await Promise.all([
    evaluateChanged(touching(ids), noWake),
    evaluateChanged(touching(ids), noWake),
    runAll(evaluateChangesJob),
  ]);
  expect([await evaluated(), await reported(), await queue()]).toEqual([20, 20, []]);
});

/** Does something instead of the first write of results: the event, the flag and the row, in a batch of three statements. */
function atWrite(around: (send: () => Promise<unknown>) => Promise<unknown>): D1Database {
  let done = false;
  return watchedDatabase(env.DB, async (statements, send) => {
    if (done || statements !== 3) return await send();
    done = true;
    return (await around(send)) as Awaited<ReturnType<typeof send>>;
  });
}

const bundle = `BU${"a".repeat(32)}`;

test.each([
  { of: "a number", cause: "suspended", change: "update phone_numbers set status = 'suspended' where id = ?" },
  {
    of: "a bundle",
    cause: "bundle_rejected",
    change: `update bundle_states set status = 'rejected' where ? <> ''`,
  },
])(
  "an evaluation that loses to one by older facts is repeated and stores the newer facts: $of",
  async ({ change, cause }) => {
    const { ids, reported } = await unevaluated(1, cause === "suspended" ? "642" : "644");
    const [id = ""] = ids;
    await env.DB.batch([
      env.DB.prepare("insert into number_documents values (?, 'PN1', 'none', null, ?, null, null, 0, 'platform')").bind(
        id,
        bundle,
      ),
      env.DB.prepare("insert or replace into bundle_states values (?, 'approved', null, 0)").bind(bundle),
    ]);
    const [newerHasRead, olderHasWritten] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const newer = async () => {
      await env.DB.prepare(change).bind(id).run();
      const waiting = atWrite(async (send) => {
        newerHasRead.resolve();
        await olderHasWritten.promise;
        return await send();
      });
      await evaluateChanged(touching([cause === "suspended" ? id : bundle], waiting), noWake);
    };
    const older = atWrite(async (send) => {
      const other = newer();
      await newerHasRead.promise;
      const written = await send();
      olderHasWritten.resolve();
      await other;
      return written;
    });
    await evaluateChanged(touching([id], older), noWake);
    const causes = await env.DB.prepare("select causes from number_readiness where phone_number_id = ?")
      .bind(id)
      .first("causes");
    expect([String(causes).includes(cause), await reported()]).toEqual([true, 2]);
    await runAll(evaluateChangesJob);
    expect([await reported(), await queue()]).toEqual([2, []]);
  },
);

test("a purchased number counts as offline once if it comes without an agent, and not if it has one", async () => {
  const tenant = await withTenant();
  const { body: agent } = await tenant.api.post("/v1/agents", desk);
  const buy = async (configuration: object) =>
    (await tenant.api.post("/v1/orders", { items: [{ phone_number: freshNumber() }], configuration })).body.items[0];
  const { phone_number_id: id } = await buy({});
  await buy({ agent_id: agent.id });
  expect((await offlineOf(tenant)).offline).toEqual([id]);
  await tenant.api.post(`/v1/phone-numbers/${id}/assign`, { agent_id: agent.id });
  expect((await offlineOf(tenant)).offline).toEqual([]);
});

test("a number whose readiness changes is evaluated with four statements in two trips", async () => {
  const { ids, reported } = await unevaluated(1, "645");
  const sent: number[] = [];
  const counting = watchedDatabase(env.DB, (statements, send) => {
    sent.push(statements);
    return send();
  });
  await evaluateChanged(touching(ids, counting), noWake);
  expect([sent, await reported()]).toEqual([[1, 3], 1]);
});

test("numbers that several requests changed at once are evaluated together, and each event names its own request", async () => {
  const { ids } = await unevaluated(4, "646");
  const sent: number[] = [];
  const counting = watchedDatabase(env.DB, (statements, send) => {
    sent.push(statements);
    return send();
  });
  const work: Promise<unknown>[] = [];
  const wake = vi.fn(noWake);
  const inBackground = inBackgroundOf((promise) => void work.push(promise));
  const request = (requestId: string, of: readonly string[]) =>
    evaluateAfterResponse({ ...touching(of, counting), requestId, inBackground }, wake);
  const [a = "", b = "", c = "", d = ""] = ids;
  request("req_1", [a, b]);
  request("req_none", ["ten_1"]);
  request("req_2", [c]);
  request("req_3", [d, a]);
  expect(sent).toEqual([]);
  await Promise.all(work);
  expect([work.length, sent, wake.mock.calls.length]).toEqual([1, [1, 3], 1]);
  const { results } = await env.DB.prepare(
    "select subject_id, request_id from events where subject_id in (select value from json_each(?)) and type = 'phone_number.readiness_changed'",
  )
    .bind(JSON.stringify(ids))
    .all();
  const named = (id: string, request_id: string) => ({ subject_id: id, request_id });
  const expected = [named(a, "req_3"), named(b, "req_1"), named(c, "req_2"), named(d, "req_3")];
  expect(results.toSorted((x, y) => String(x.subject_id).localeCompare(String(y.subject_id)))).toEqual(expected);
});

test("work that changed no number does not ask the database", async () => {
  let trips = 0;
  const counting = watchedDatabase(env.DB, (_, send) => {
    trips += 1;
    return send();
  });
  await evaluateChanged(touching(["rsv_1", "ten_1", "+14155550100", "Desk"], counting), noWake);
  expect(trips).toBe(0);
  await evaluateChanged(touching(["num_1"], counting), noWake);
  expect(trips).toBe(1);
});

test("subscribers are woken once more for the changed readiness, and only then", async () => {
  const { ids } = await unevaluated(2, "643");
  const wake = vi.fn(noWake);
  await evaluateChanged(touching(ids), wake);
  expect(wake.mock.calls).toEqual([[new Set([expect.stringMatching(/^ten_bare/)])]]);
  await evaluateChanged(touching(ids), wake);
  expect(wake).toHaveBeenCalledTimes(1);
});
