import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { sealEvents } from "#events/log/seal";
import { jobs, runDueJobs } from "#jobs";
import { createJobContext } from "#runtime/job-context";
import { admin, type Json } from "../../support/api";
import { addEvents } from "../../support/event-log";
import { stockMany, withBareTenant } from "../../support/inventory";
import { withTenant } from "../../support/seed";
import { repetitions } from "../../support/soak";
import { countStatements } from "../../support/statements";

afterEach(() => void vi.restoreAllMocks());

/** Per invocation, by Cloudflare's limits. */
const D1_STATEMENTS = 1_000;
const DAY = 24 * 60 * 60_000;
const LONG_AGO = Date.now() - 200 * DAY;

const sql = (text: string, ...values: unknown[]) =>
  env.DB.prepare(text)
    .bind(...values)
    .run();
const series = "(with recursive n (i) as (select 1 union all select i + 1 from n where i < ?1) select i from n)";
const count = (from: string): Promise<number | null> => env.DB.prepare(`select count(*) as n from ${from}`).first("n");

/** More of everything than any invocation can see to, but for what takes few statements for thousands. */
const much = {
  numbers: 3_000,
  /** Each wakes an object of its own, and the job reads fifty with one statement. */
  cooledOff: repetitions(201, 1_500),
  days: repetitions(80, 120),
  agents: repetitions(400, 900),
  findings: 3_000,
  unsealed: 5_000,
};

async function leaveMuchToDo(): Promise<void> {
  await sql(
    `insert into tenants (id, name, created_at, updated_at) select 'ten_old' || i, 'Old', 0, 0 from ${series}`,
    much.days,
  );
  await sql(
    `insert into events select 'ten_old' || i, 1, 'evt_old' || i, 'phone_number.updated', ?2 + i, 'system', 'req_1',
       'phone_number', 'num_' || i, '{"changed":[]}', null from ${series}`,
    much.days,
    LONG_AGO,
  );
  await sealEvents(createJobContext(env, createExecutionContext()), null);
  const bare = await withBareTenant();
  const { tenantId } = bare.principal;
  await stockMany(bare, much.numbers, "212");
  // An earlier sync missed them, so that this one does not ask the carrier for each.
  await sql("update phone_numbers set status = 'lost' where tenant_id = ?", tenantId);
  await sql(
    `insert into phone_numbers (id, tenant_id, e164, country, type, voice, sms, mms, fax, status, acquisition_method, carrier_id,
       friendly_name, tags, metadata, created_at, updated_at, cooling_off_until)
     select 'num_cold' || i, ?2, '+1312' || (3000000 + i), 'US', 'local', 1, 1, 0, 0, 'cooling_off', 'reseller', 'PN1', '', '[]',
       '{}', 0, 0, 1000 + i from ${series}`,
    much.cooledOff,
    tenantId,
  );
  await sql(
    `insert into agents (id, tenant_id, name, kind, destination, version, created_at, updated_at)
     select 'agt_much' || i, ?2, 'Desk', 'say', '{"kind":"say","message":"Hello."}', 1, 0, 0 from ${series}`,
    much.agents,
    tenantId,
  );
  await sql(
    `insert into findings (id, tenant_id, kind, subject_type, subject_id, evidence, created_at)
     select 'fnd_much' || i, 'ten_platform', 'number_orphaned', 'carrier_number', '+1313' || (3000000 + i), '{}', i from ${series}`,
    much.findings,
  );
  await addEvents(await withTenant(), much.unsealed);
}

async function invoke(cron: string): Promise<void> {
  const execution = createExecutionContext();
  await runDueJobs(cron, env, execution);
  await waitOnExecutionContext(execution);
}

const latestRuns = async (): Promise<Json[]> => (await admin.get("/v1/jobs")).body.data;
const did = ({ last_run }: Json): number =>
  Object.values<number>(last_run.counted).reduce((sum, done) => sum + done, 0);

test("with much work for every job, no invocation exceeds D1's query limit, each job makes progress in each, and all work ends", async () => {
  vi.spyOn(console, "log").mockImplementation(() => undefined);
  await leaveMuchToDo();
  const crons = [...new Set(jobs.map(({ cron }) => cron))];
  const left = new Set(jobs.map(({ name }) => name));
  const paused = new Set<string>();
  const sent = countStatements();
  for (let round = 0; left.size > 0; round += 1) {
    if (round > 20) throw new Error(`These do not come to an end: ${[...left].join(", ")}.`);
    for (const cron of crons.filter((each) => jobs.some((job) => job.cron === each && left.has(job.name)))) {
      const before = sent.now();
      await sent.during(() => invoke(cron));
      expect.soft(sent.now() - before, `${cron} in round ${round}`).toBeLessThanOrEqual(D1_STATEMENTS);
      for (const job of (await latestRuns()).filter((each) => each.cron === cron)) {
        expect(job.last_run).toMatchObject({ error_count: 0, status: expect.stringMatching(/completed|paused/) });
        if (left.has(job.name) && job.last_run.status === "paused")
          expect.soft(did(job), `${job.name} in round ${round}`).toBeGreaterThan(0);
        if (job.last_run.status === "completed") left.delete(job.name);
        else paused.add(job.name);
      }
    }
  }
  // For these it was too much for one invocation.
  const tooMuch = ["agent-health", "archive-events"];
  expect([...paused]).toEqual(expect.arrayContaining(tooMuch));
  expect({
    coolingOff: await count("phone_numbers where status = 'cooling_off'"),
    judged: await count("number_readiness"),
    archived: await count("event_archives"),
    checked: await count("agent_checks"),
    orphaned: await count("findings where kind = 'number_orphaned' and resolved_at is null"),
    inactive: await count("findings where kind = 'number_inactive' and resolved_at is null"),
  }).toEqual({
    coolingOff: 0,
    judged: much.numbers,
    archived: much.days,
    checked: much.agents,
    orphaned: 0,
    inactive: much.numbers,
  });
});
