import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import worker from "#index";
import { QueryBudget } from "#kernel/db/query-budget";
import { watchedDatabase } from "#kernel/db/watched-database";
import { RUN_QUERIES } from "#operations/job-runs/run";
import { moveTenants } from "#operations/moves/job";
import { databasesOf } from "#runtime/databases";
import { createJobRun } from "#runtime/job-context";
import { type Answer, admin, BASE } from "../support/api";
import { interceptQueries } from "../support/database";
import { addEvents } from "../support/event-log";
import { withTenant } from "../support/seed";
import {
  away,
  bindings,
  contentsOf,
  fillEveryTable,
  leftovers,
  moveOf,
  pass,
  rowCount,
  runMinute,
  runOn,
  runUntil,
  startMove,
} from "./moves";

/** A move while a database is away, other work is in its way, or the statements of an invocation are few. */

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** The new database of the moves does not answer. */
const withoutTarget = { ...env, DB: away } as Env;

async function adminOf(environment: Env, method: string, path: string): Promise<Answer> {
  const headers = { authorization: `Bearer ${env.ADMIN_TOKEN}` };
  const init = { method, headers } as RequestInit<never>;
  const request = new Request<unknown, IncomingRequestCfProperties>(BASE + path, init);
  const response = await worker.fetch(request, environment, createExecutionContext());
  return { status: response.status, headers: response.headers, body: await response.json() };
}

/** Whether jobs rest on the database that the tenant leaves, or the tenant may not change anything. */
async function isBound(tenantId: string): Promise<boolean> {
  const rows = await bindings.DB_2?.prepare(
    "select 1 from moving_tenants where tenant_id = ? and (jobs_rest = 1 or fenced = 1)",
  )
    .bind(tenantId)
    .all();
  return rows?.results.length !== 0;
}

/** The job has begun to work on the move, and both databases answer. */
async function beginMove(tenantId: string): Promise<void> {
  await startMove(tenantId);
  pass(60_000);
  await runMinute();
  expect(await isBound(tenantId)).toBe(true);
}

test("a move to a database that is away fails by itself and frees the tenant and the jobs", async () => {
  const tenant = await withTenant();
  await beginMove(tenant.id);
  pass(120_000);
  for (let minutes = 0; minutes < 5; minutes += 1) {
    expect(await isBound(tenant.id)).toBe(true);
    pass(60_000);
    await runMinute(withoutTarget);
  }
  expect(await isBound(tenant.id)).toBe(false);
  expect(await moveOf(tenant.id)).toMatchObject({ status: "canceling", error: { code: "storage_unavailable" } });
  await runMinute(withoutTarget);
  await runUntil(tenant.id, "failed");
  expect(await leftovers()).toEqual([]);
});

test("a move to a database that is away can be read and canceled", async () => {
  const tenant = await withTenant();
  const path = `/v1/tenants/${tenant.id}/move`;
  await beginMove(tenant.id);
  // No isolate trusts any longer what it knew of the tenant before.
  pass(2 * 60 * 60_000);
  expect(await adminOf(withoutTarget, "GET", path)).toMatchObject({ status: 200, body: { status: "announced" } });
  expect(await adminOf(withoutTarget, "POST", `${path}/cancel`)).toMatchObject({
    status: 200,
    body: { status: "canceling", error: null },
  });
  expect(await isBound(tenant.id)).toBe(false);
  await runUntil(tenant.id, "canceled");
  expect(await leftovers()).toEqual([]);
});

/** Stores a position for the move, and returns the one before. */
async function replacePosition(tenantId: string, position: string | null): Promise<string | null> {
  const moves = "from tenant_moves where tenant_id = ?";
  const before = await bindings.DB_2?.prepare(`select position ${moves}`).bind(tenantId).first<string>("position");
  await bindings.DB_2?.prepare("update tenant_moves set position = ? where tenant_id = ?")
    .bind(position, tenantId)
    .run();
  return before ?? null;
}

test("a move at a step of other code waits until that code is back, and deletes nothing before", async () => {
  const tenant = await withTenant();
  await fillEveryTable("DB_2", tenant.id);
  await startMove(tenant.id);
  await runUntil(tenant.id, "moved");
  const position = await replacePosition(tenant.id, JSON.stringify({ step: "unheard-of" }));
  const rows = rowCount(await contentsOf("DB_2", tenant.id));
  for (let minutes = 0; minutes < 10; minutes += 1) {
    pass(60_000);
    await runMinute();
  }
  expect(await moveOf(tenant.id)).toMatchObject({ status: "moved", error: { code: "internal_error" } });
  expect(rowCount(await contentsOf("DB_2", tenant.id))).toBe(rows);
  await replacePosition(tenant.id, position);
  await runUntil(tenant.id, "completed");
  expect(await leftovers()).toEqual([]);
});

test("a move that prepares at a step of other code fails, and does not copy a tenant that still writes", async () => {
  const tenant = await withTenant();
  await beginMove(tenant.id);
  await replacePosition(tenant.id, JSON.stringify({ step: "unheard-of" }));
  await bindings.DB_2?.prepare("update tenant_moves set status = 'copying' where tenant_id = ?").bind(tenant.id).run();
  const seen = new Set<string>();
  const move = await runUntil(tenant.id, "failed", async () => {
    await runMinute();
    seen.add((await moveOf(tenant.id)).status);
  });
  expect(move.error).toMatchObject({ code: "internal_error" });
  expect([...seen]).not.toContain("fenced");
  expect(await leftovers()).toEqual([]);
});

/** Takes the move on in small pieces until it is at this step. */
async function runUntilStep(tenantId: string, status: string, step: string | undefined): Promise<void> {
  for (let runs = 0; runs < 200; runs += 1) {
    const row = await bindings.DB_2?.prepare("select status, position from tenant_moves where tenant_id = ?")
      .bind(tenantId)
      .first<{ status: string; position: string | null }>();
    if (row?.status === status && JSON.parse(row.position ?? "{}").step === step) return;
    if (row?.status === "announced" || row?.status === "moved") pass(60_000);
    const mayGoOn = [true, true, true, true];
    const run = createJobRun(env, createExecutionContext(), { database: databasesOf(env).named("DB_2") });
    await moveTenants.slice(run.newContext(), null, () => mayGoOn.pop() ?? false);
  }
  throw new Error(`The move did not come to ${step}.`);
}

/** Stores the position as a deployment with other tables would have. */
async function storeAsOtherDeployment(tenantId: string, change: object = {}): Promise<void> {
  const position = JSON.parse((await replacePosition(tenantId, null)) ?? "{}");
  await replacePosition(tenantId, JSON.stringify({ ...position, ...change, tables: "others" }));
}

test.for<[when: string, status: string, step?: string]>([
  ["is announced", "announced"],
  ["clears the new database", "copying", "clear"],
  ["copies rows", "fenced", "rows"],
  ["compares rows", "fenced", "compare"],
])("a move that %s fails after a deployment with other tables", async ([, status, step]) => {
  const tenant = await withTenant();
  await fillEveryTable("DB_2", tenant.id);
  const { events: _, ...before } = await contentsOf("DB_2", tenant.id);
  await startMove(tenant.id);
  await runUntilStep(tenant.id, status, step);
  await storeAsOtherDeployment(tenant.id);
  expect(await runUntil(tenant.id, "failed")).toMatchObject({ error: { code: "schema_differs" } });
  expect(await contentsOf("DB_2", tenant.id)).toMatchObject(before);
  expect(rowCount(await contentsOf("DB", tenant.id))).toBe(0);
  expect(await leftovers()).toEqual([]);
});

test("a move that may have switched is completed by a deployment with other tables, which clears from the first on", async () => {
  const tenant = await withTenant();
  await fillEveryTable("DB_2", tenant.id);
  const { events: _, ...before } = await contentsOf("DB_2", tenant.id);
  await startMove(tenant.id);
  await runUntilStep(tenant.id, "fenced", "compare");
  await storeAsOtherDeployment(tenant.id, { step: "switch", table: undefined, after: undefined });
  await runUntilStep(tenant.id, "moved", "clear");
  await storeAsOtherDeployment(tenant.id, { table: 1_000 });
  await runUntil(tenant.id, "completed");
  expect(await contentsOf("DB", tenant.id)).toMatchObject(before);
  expect(rowCount(await contentsOf("DB_2", tenant.id))).toBe(0);
  expect(await leftovers()).toEqual([]);
});

test("rows of a table that was not copied stay in the old database", async () => {
  const tenant = await withTenant();
  await fillEveryTable("DB_2", tenant.id);
  await startMove(tenant.id);
  await runUntil(tenant.id, "moved");
  const fence = ["insert", "update", "delete"].map((verb) => `moving_${tenant.id}_findings_${verb}`);
  for (const name of fence) await bindings.DB_2?.prepare(`drop trigger ${name}`).run();
  await runUntil(tenant.id, "completed");
  const { findings = [], ...others } = await contentsOf("DB_2", tenant.id);
  expect(findings).toHaveLength(3);
  expect(rowCount(others)).toBe(0);
  expect(await leftovers()).toEqual([]);
});

test("a move waits while rows of a table that was not copied refer to rows that it deletes, and says so", async () => {
  const tenant = await withTenant();
  await fillEveryTable("DB_2", tenant.id);
  await startMove(tenant.id);
  await runUntil(tenant.id, "moved");
  await bindings.DB_2?.exec("create table notes (phone_number_id text references phone_numbers (id))");
  await bindings.DB_2?.prepare("insert into notes select id from phone_numbers where tenant_id = ?")
    .bind(tenant.id)
    .run();
  for (let minutes = 0; minutes < 3; minutes += 1) {
    pass(60_000);
    await runMinute();
  }
  expect(await moveOf(tenant.id)).toMatchObject({
    status: "moved",
    error: { code: "internal_error", detail: expect.stringContaining("FOREIGN KEY") },
  });
  await bindings.DB_2?.exec("drop table notes");
  await runUntil(tenant.id, "completed");
  expect(rowCount(await contentsOf("DB_2", tenant.id))).toBe(0);
  expect(await leftovers()).toEqual([]);
});

test("no run of the job sends more statements, to all databases together, than its share", async () => {
  const tenant = await withTenant();
  await fillEveryTable("DB_2", tenant.id);
  await addEvents(tenant, 1_200);
  const rows = rowCount(await contentsOf("DB_2", tenant.id));
  await startMove(tenant.id);
  const share = 150;
  let most = 0;
  const runWithin = async () => {
    for (const name of Object.keys(bindings)) {
      let sent = 0;
      const counted = (binding: D1Database) =>
        watchedDatabase(binding, (statements, send) => {
          sent += statements;
          return send();
        });
      const environment = { ...env, DB: counted(env.DB), DB_2: counted(env.DB_2 ?? env.DB) } as Env;
      const queries = new QueryBudget(share).share();
      const database = databasesOf(environment).named(name);
      const run = createJobRun(environment, createExecutionContext(), { database, queries });
      const mayGoOn = () => run.queriesLeft() >= RUN_QUERIES;
      const { errors } = await moveTenants.slice(run.newContext(), null, mayGoOn);
      expect(errors).toEqual([]);
      most = Math.max(most, sent);
    }
  };
  const moved = await runUntil(tenant.id, "completed", runWithin);
  expect(most).toBeGreaterThan(share - RUN_QUERIES);
  expect(most).toBeLessThanOrEqual(share);
  expect(moved.copied_rows).toBeGreaterThanOrEqual(rows);
  expect(rowCount(await contentsOf("DB_2", tenant.id))).toBe(0);
  expect(await leftovers()).toEqual([]);
});

test("a move that waits for a job's run without end is canceled by itself", async () => {
  const tenant = await withTenant();
  const hours = 60 * 60_000;
  await env.DB.prepare(
    "insert or replace into job_leases (job, run_id, expires_at, cursor, failures) values ('sync', 'job_x', ?, null, 0)",
  )
    .bind(Date.now() + 24 * hours)
    .run();
  await beginMove(tenant.id);
  pass(6 * hours - 120_000);
  await runMinute();
  expect(await moveOf(tenant.id)).toMatchObject({ status: "announced", error: null });
  pass(120_000);
  await runMinute();
  expect(await isBound(tenant.id)).toBe(false);
  await env.DB.prepare("delete from job_leases where run_id = 'job_x'").run();
  const failed = await runUntil(tenant.id, "failed");
  expect(failed.error).toMatchObject({ code: "took_too_long", detail: expect.stringContaining("announced") });
  expect(await leftovers()).toEqual([]);
});

test("a move is canceled although the job takes it further meanwhile", async () => {
  const tenant = await withTenant();
  const path = `/v1/tenants/${tenant.id}/move/cancel`;
  await startMove(tenant.id);
  let faster = 3;
  let isOwn = false;
  const end = interceptQueries(async (proceed, sql) => {
    if (!isOwn && faster > 0 && /^update "tenant_moves"/.test(sql)) {
      isOwn = true;
      faster -= 1;
      await bindings.DB_2?.prepare("update tenant_moves set version = version + 1 where tenant_id = ?")
        .bind(tenant.id)
        .run();
      isOwn = false;
    }
    return await proceed();
  });
  expect(await admin.post(path)).toMatchObject({ status: 200, body: { status: "canceling" } });
  expect(faster).toBe(0);
  end();
  await runUntil(tenant.id, "canceled");
});

test("a row that an earlier move has left in the new database is reported, and the move waits until it is gone", async () => {
  const tenant = await withTenant();
  await startMove(tenant.id);
  await env.DB.prepare(
    "insert into moving_tenants (tenant_id, move_id, stage, jobs_rest, fenced) values (?, 'mov_x', 'copying', 1, 1)",
  )
    .bind(tenant.id)
    .run();
  for (const _ of [1, 2, 3]) {
    pass(60_000);
    await runOn("DB_2");
  }
  expect(await moveOf(tenant.id)).toMatchObject({ status: "announced", error: { code: "internal_error" } });
  expect(await isBound(tenant.id)).toBe(false);
  // The job of that database takes the row away.
  expect(await runUntil(tenant.id, "completed")).toMatchObject({ error: null });
  expect(await leftovers()).toEqual([]);
});

test("a deletion of a run that lost its lease, which arrives when a later run has copied and compared all, deletes nothing", async () => {
  const tenant = await withTenant();
  await fillEveryTable("DB_2", tenant.id);
  const { calls } = await contentsOf("DB_2", tenant.id);
  expect(calls).toHaveLength(3);
  await startMove(tenant.id);
  const [isHeld, arrives] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let deletion: Promise<unknown> | null = null;
  const end = interceptQueries(async (proceed, sql) => {
    if (deletion === null && sql.includes("delete from calls where")) {
      deletion = arrives.promise.then(proceed);
      isHeld.resolve();
      return await deletion;
    }
    if (sql.includes('delete from "moving_tenants"') && sql.includes('update "tenants"')) {
      arrives.resolve();
      await Promise.allSettled([deletion]);
    }
    return await proceed();
  });
  const run = () => (deletion === null ? Promise.race([runMinute(), isHeld.promise]) : runMinute());
  await runUntil(tenant.id, "completed", run);
  end();
  await expect(deletion).resolves.toBeDefined();
  expect((await contentsOf("DB", tenant.id)).calls).toEqual(calls);
  expect(await leftovers()).toEqual([]);
});
