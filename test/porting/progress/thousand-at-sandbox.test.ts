import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openDatabase } from "#kernel/db/db";
import { watchedDatabase } from "#kernel/db/watched-database";
import { workOnRequest } from "#operations/porting-checks/work-on-request";
import { makeDue } from "#porting/progress/lease";
import { createJobContext } from "#runtime/job-context";
import type { Json } from "../../support/api";
import { readyDraft } from "../../support/porting";
import { sandbox } from "../../support/sandbox";
import { withTenant } from "../../support/seed";
import { repetitions } from "../../support/soak";

/** A request of very many numbers, through the API and the sandbox from the draft to the last number in service. */

/** The queue takes messages; the test does their work, one invocation after the other. */
beforeEach(() => {
  vi.spyOn(Object.getPrototypeOf(env.PORTING), "send").mockResolvedValue(undefined);
});

afterEach(() => void vi.restoreAllMocks());

/** D1 takes 1,000 statements of an invocation, and a Worker may send 1,000 requests. */
const MAX_STATEMENTS = 25;
/** The rows that D1 bills for a number over all runs of its request, beside what its own object writes. */
const MAX_ROWS_PER_NUMBER = 50;

/** One invocation of the queue's consumer, with what it sends to the database. */
async function invoke(id: string): Promise<{ statements: number; rowsWritten: number }> {
  const cost = { statements: 0, rowsWritten: 0 };
  const database = watchedDatabase(env.DB, async (statements, send) => {
    cost.statements += statements;
    const result = await send();
    for (const each of Array.isArray(result) ? result : [result]) {
      cost.rowsWritten += Number(Reflect.get(Object(Reflect.get(Object(each), "meta")), "rows_written") ?? 0);
    }
    return result;
  });
  // A slow machine is not what this is about.
  const patient = { ...env, CARRIER_TIMEOUT_MS: "12000" };
  const ctx = { ...createJobContext(patient, createExecutionContext()), db: openDatabase(database) };
  await makeDue(ctx, id);
  await workOnRequest(ctx, id);
  return cost;
}

test("very many numbers in one request are created, handed in and completed through the sandbox, within D1's limits", async () => {
  const count = repetitions(200, 1_000);
  const tenant = await withTenant();
  await tenant.api.get("/v1/me");
  const start = "+13126410000";
  const end = `+1312641${String(count - 1).padStart(4, "0")}`;
  const path = await readyDraft(tenant, [start], { phone_numbers: [], ranges: [{ start, end }] });
  const id = path.replace(/.*\//, "");
  const submitted = await tenant.api.post(`${path}/submit`);
  expect(submitted, JSON.stringify(submitted.body)).toMatchObject({
    status: 200,
    body: { status: "submitted", number_counts: { total: count, pending: count } },
  });

  const costs = [await invoke(id)];
  const row = await env.DB.prepare("select carrier_request_id as port from porting_requests where id = ?")
    .bind(id)
    .first<Json>();
  const next = () => sandbox.inAccount(env.TWILIO_ACCOUNT_SID, "POST", `/ports/${row?.port}/next`, {});
  const statuses: string[] = [];
  for (let step = 0; step < 4; step += 1) {
    await next();
    costs.push(await invoke(id));
    statuses.push((await tenant.api.get(path)).body.status);
  }
  expect(statuses).toEqual(["awaiting_signature", "in_process", "foc_confirmed", "activating"]);
  const asked = costs.length;
  while ((await tenant.api.get(path)).body.status !== "completed") {
    if (costs.length > asked + count / 10) throw new Error("It does not end.");
    costs.push(await invoke(id));
  }

  const statements = costs.map((cost) => cost.statements);
  const rowsPerNumber = costs.reduce((sum, { rowsWritten }) => sum + rowsWritten, 0) / count;
  expect(Math.max(...statements)).toBeLessThanOrEqual(MAX_STATEMENTS);
  expect(rowsPerNumber).toBeLessThanOrEqual(MAX_ROWS_PER_NUMBER);
  expect((await tenant.api.get(path)).body.number_counts).toMatchObject({ total: count, ported: count });
  const { results } = await env.DB.prepare(
    "select count(*) as numbers, count(distinct carrier_id) as sids from phone_numbers where tenant_id = ? and status = 'active'",
  )
    .bind(tenant.id)
    .all();
  expect(results).toEqual([{ numbers: count, sids: count }]);
  const { voice_url } = await sandbox.number(end);
  const last = (await tenant.api.get(`/v1/phone-numbers/${encodeURIComponent(end)}`)).body;
  expect(voice_url).toContain(`/numbers/${last.id}/voice`);
});
