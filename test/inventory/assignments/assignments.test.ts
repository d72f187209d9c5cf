import { env } from "cloudflare:workers";
import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import type { Json } from "../../support/api";
import { apartFromReadiness } from "../../support/event-log";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";
import { repetitions } from "../../support/soak";

afterEach(() => {
  vi.useRealTimers();
});

async function agentsOf({ api }: Tenant, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i += 1) {
    const { body } = await api.post("/v1/agents", { name: `Agent ${i}`, destination: { kind: "say", message: "Hi." } });
    ids.push(body.id);
  }
  return ids;
}

async function ownedBy({ api }: Tenant): Promise<string> {
  const { body } = await api.post("/v1/orders", { items: [{ phone_number: freshNumber() }] });
  return `/v1/phone-numbers/${body.items[0].phone_number_id}`;
}

const assign = ({ api }: Tenant, path: string, agentId: string) => api.post(`${path}/assign`, { agent_id: agentId });

const historyOf = async ({ api }: Tenant, path: string, query = ""): Promise<Json[]> =>
  (await api.get(`${path}/assignments?limit=200${query}`)).body.data;

/** Holds for every number, whatever has been done to it. */
async function expectSound(path: string): Promise<void> {
  const id = path.split("/").at(-1);
  const query = "select * from assignments where phone_number_id = ? order by valid_from";
  const { results } = await env.DB.prepare(query).bind(id).all<Json>();
  for (const [at, row] of results.entries()) {
    const next = results[at + 1];
    if (row.valid_to === null) expect(next).toBeUndefined();
    else expect(row.valid_to).toBeGreaterThan(row.valid_from);
    if (next) expect(next.valid_from).toBeGreaterThanOrEqual(row.valid_to);
  }
  const current = await env.DB.prepare("select agent_id from phone_numbers where id = ?").bind(id).first("agent_id");
  expect(results.find(({ valid_to }) => valid_to === null)?.agent_id ?? null).toBe(current);
}

test("a number is assigned to an agent, to another, and unassigned; each has its events", async () => {
  const tenant = await withTenant();
  const [a = "", b = ""] = await agentsOf(tenant, 2);
  const path = await ownedBy(tenant);
  const { body: number } = await tenant.api.get(path);
  expect(number.agent_id).toBeNull();
  const [{ seq }] = (await tenant.api.get("/v1/events?limit=1")).body.data;
  const given = await assign(tenant, path, a);
  expect(given).toMatchObject({ status: 200, body: { ...number, agent_id: a, updated_at: expect.any(String) } });
  const read = await tenant.api.get(path);
  expect(read.body).toEqual(given.body);
  expect(read.headers.get("etag")).toBe(given.headers.get("etag"));
  expect((await assign(tenant, path, a)).headers.get("etag")).toBe(given.headers.get("etag"));
  expect((await assign(tenant, path, b)).body.agent_id).toBe(b);
  for (let i = 0; i < 2; i += 1) expect((await tenant.api.post(`${path}/unassign`)).body.agent_id).toBeNull();
  const history = await historyOf(tenant, path);
  expect(history.map(({ agent_id, valid_to }) => [agent_id, valid_to === null])).toEqual([
    [b, false],
    [a, false],
  ]);
  const { body: events } = await tenant.api.get(`/v1/events?sort=seq&after_seq=${seq}`);
  const data = { phone_number: number.phone_number, phone_number_id: number.id };
  expect(apartFromReadiness(events.data).map(({ type, subject, data }: Json) => [type, subject, data])).toEqual([
    ["assignment.started", { type: "assignment", id: history[1].id }, { ...data, agent_id: a }],
    ["assignment.ended", { type: "assignment", id: history[1].id }, { ...data, agent_id: a }],
    ["assignment.started", { type: "assignment", id: history[0].id }, { ...data, agent_id: b }],
    ["assignment.ended", { type: "assignment", id: history[0].id }, { ...data, agent_id: b }],
  ]);
  await expectSound(path);
});

test("of two agents that a number is given to at once one gets it, and the other request is refused", async () => {
  const tenant = await withTenant();
  const agents = await agentsOf(tenant, 4);
  const path = await ownedBy(tenant);
  for (let round = 0; round < 4; round += 1) {
    const answers = await Promise.all([
      ...agents.map((id) => assign(tenant, path, id)),
      tenant.api.post(`${path}/unassign`),
      tenant.api.patch(path, { friendly_name: `Round ${round}` }),
    ]);
    for (const { status, body } of answers) {
      expect(status === 200 || (status === 409 && body.code === "changed_meanwhile")).toBe(true);
    }
    expect(answers.some(({ status }) => status === 200)).toBe(true);
    await expectSound(path);
  }
});

test("an agent can be given to a suspended number, and to none that is on its way out", async () => {
  const tenant = await withTenant();
  const [a = "", b = ""] = await agentsOf(tenant, 2);
  const path = await ownedBy(tenant);
  await tenant.api.post(`${path}/suspend`);
  expect((await assign(tenant, path, a)).status).toBe(200);
  await tenant.api.post(`${path}/release?force=true`);
  for (const answer of [await assign(tenant, path, b), await tenant.api.put(`${path}/routing`, {})]) {
    expect(answer).toMatchObject({ status: 409, body: { code: "illegal_transition" } });
  }
});

test("a number with an agent is released with force only, and the assignment ends with it", async () => {
  const tenant = await withTenant();
  const [agent = ""] = await agentsOf(tenant, 1);
  const path = await ownedBy(tenant);
  await assign(tenant, path, agent);
  for (const query of ["", "?force=false"]) {
    const refused = await tenant.api.post(`${path}/release${query}`);
    expect(refused).toMatchObject({ status: 409, body: { code: "agent_assigned" } });
  }
  await tenant.api.patch(path, { deletion_lock: true });
  const locked = await tenant.api.post(`${path}/release?force=true`);
  expect(locked).toMatchObject({ status: 409, body: { code: "deletion_locked" } });
  await tenant.api.patch(path, { deletion_lock: false });
  const released = await tenant.api.post(`${path}/release?force=true`);
  expect(released).toMatchObject({ status: 200, body: { status: "cooling_off", agent_id: null } });
  expect(await historyOf(tenant, path)).toMatchObject([{ agent_id: agent, valid_to: expect.any(String) }]);
  expect((await tenant.api.post(`${path}/restore`)).body.agent_id).toBeNull();
  await expectSound(path);
});

test("a history is paged, the latest first", async () => {
  const tenant = await withTenant();
  const agents = await agentsOf(tenant, 2);
  const path = await ownedBy(tenant);
  for (let i = 0; i < 5; i += 1) await assign(tenant, path, agents[i % 2] ?? "");
  const all = await historyOf(tenant, path);
  expect(all).toHaveLength(5);
  const paged: Json[] = [];
  for (let cursor = ""; cursor !== "&cursor=null"; ) {
    const { body } = await tenant.api.get(`${path}/assignments?limit=2${cursor}`);
    paged.push(...body.data);
    cursor = `&cursor=${body.next_cursor}`;
  }
  expect(paged).toEqual(all);
  expect(all.map(({ valid_from }) => valid_from)).toEqual(
    [...all.map(({ valid_from }) => valid_from)].sort().reverse(),
  );
});

test("an instant without a time zone, and one that is none, are refused", async () => {
  const tenant = await withTenant();
  const path = await ownedBy(tenant);
  for (const at of ["2026-11-22T10:00:00", "yesterday", ""]) {
    expect((await tenant.api.get(`${path}/assignments?at=${at}`)).status).toBe(422);
  }
  expect((await tenant.api.get(`${path}/assignments?at=2026-11-22T10:00:00+01:00`)).body.data).toEqual([]);
});

const NO_AGENT = null;

/** A change of who answers: the clock moves by so many milliseconds first, and it may move back. */
const change = fc.record({
  after: fc.oneof(fc.constantFrom(0, 0, 1, -1, -500), fc.integer({ min: 1, max: 86_400_000 })),
  agent: fc.constantFrom(0, 1, 2, NO_AGENT),
});

/**
 * The agent at each time, computed from the list of changes alone: a change takes effect when it is made, but not before the
 * previous one; when it replaces an agent, at least a millisecond after the previous one.
 */
function model(begun: number, changes: readonly { after: number; agent: number | null }[]) {
  const effects: { at: number; agent: number | null }[] = [{ at: Number.NEGATIVE_INFINITY, agent: NO_AGENT }];
  let now = begun;
  for (const { after, agent } of changes) {
    now += after;
    const last = effects.at(-1);
    if (!last || last.agent === agent) continue;
    effects.push({ at: Math.max(now, last.agent === NO_AGENT ? last.at : last.at + 1), agent });
  }
  const answering = (at: number) => effects.findLast((effect) => effect.at <= at)?.agent ?? NO_AGENT;
  return { answering, boundaries: effects.slice(1).map(({ at }) => at) };
}

test("the agent at any time is right across reassignments, even if the clock jumps", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 12 }), async (changes) => {
      vi.useRealTimers();
      const tenant = await withTenant();
      const agents = await agentsOf(tenant, 3);
      const path = await ownedBy(tenant);
      const begun = Date.now() + 1_000;
      vi.useFakeTimers({ toFake: ["Date"], now: begun });
      for (const { after, agent } of changes) {
        vi.setSystemTime(Date.now() + after);
        const answer =
          agent === NO_AGENT
            ? await tenant.api.post(`${path}/unassign`)
            : await assign(tenant, path, agents[agent] ?? "");
        expect(answer.status).toBe(200);
      }
      const { answering, boundaries } = model(begun, changes);
      for (const at of [begun - 1, ...boundaries.flatMap((time) => [time - 1, time, time + 1]), begun + 1e11]) {
        const [row, ...more] = await historyOf(tenant, path, `&at=${new Date(at).toISOString()}`);
        const expected = answering(at);
        expect([at - begun, row?.agent_id ?? null]).toEqual([
          at - begun,
          expected === NO_AGENT ? null : agents[expected],
        ]);
        expect(more).toEqual([]);
      }
      await expectSound(path);
    }),
    {
      numRuns: repetitions(8, 100),
      examples: [
        [
          [
            { after: 0, agent: 0 },
            { after: 0, agent: 1 },
            { after: -500, agent: NO_AGENT },
            { after: 0, agent: 2 },
          ],
        ],
      ],
    },
  );
});
