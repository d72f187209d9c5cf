import { afterEach, expect, test, vi } from "vitest";
import { movedTables } from "#operations/moves/moved-tables";
import { interceptQueries } from "../support/database";
import { addEvents } from "../support/event-log";
import { withTenant } from "../support/seed";
import { bindings, contentsOf, fillEveryTable, leftovers, rowCount, runUntil, startMove } from "./moves";

/** A tenant moves from the second database to the first. */

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test("a tenant moves with all of its rows, and the old database keeps none", async () => {
  const tenant = await withTenant();
  await fillEveryTable("DB_2", tenant.id);
  await addEvents(tenant, 1_200);
  const dirty = Array.from({ length: 1_100 }, (_, at) => `num_dirty_${String(at).padStart(4, "0")}`);
  await bindings.DB_2?.prepare("insert into readiness_queue select value, '', 1 from json_each(?)")
    .bind(JSON.stringify(dirty))
    .run();
  await startMove(tenant.id);
  const before = await contentsOf("DB_2", tenant.id);
  for (const { name } of movedTables.filter(({ name: table }) => !table.startsWith("event_"))) {
    expect(before[name]?.length, name).toBeGreaterThan(0);
  }
  let most = 0;
  const end = interceptQueries(async (proceed) => {
    const answer = await proceed();
    for (const { results = [] } of Array.isArray(answer) ? answer : [answer]) most = Math.max(most, results.length);
    return answer;
  });
  await runUntil(tenant.id, "moved");
  end();
  expect(most).toBe(500);
  const after = await contentsOf("DB", tenant.id);
  const moved = after.events?.pop();
  expect(moved).toMatchObject({ type: "tenant.moved", seq: (before.events?.at(-1)?.seq ?? 0) + 1 });
  expect(after).toEqual(before);
  const queued = await bindings.DB?.prepare(
    "select subject from readiness_queue where subject like 'num_dirty_%'",
  ).all();
  expect(queued?.results.map(({ subject }) => subject)).toEqual(dirty);
  const done = await runUntil(tenant.id, "completed");
  expect(done).toMatchObject({ error: null, copied_rows: rowCount(before) });
  expect(rowCount(await contentsOf("DB_2", tenant.id))).toBe(0);
  expect((await tenant.api.get("/v1/me")).status).toBe(200);
  expect(await leftovers()).toEqual([]);
});
