import { afterEach, expect, test, vi } from "vitest";
import { movedTables } from "#operations/moves/moved-tables";
import { addEvents } from "../support/event-log";
import { withTenant } from "../support/seed";
import { contentsOf, fillEveryTable, leftovers, rowCount, runUntil, startMove } from "./moves";

/** A tenant moves from the second database to the first. */

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test("a tenant moves with all of its rows, and the old database keeps none", async () => {
  const tenant = await withTenant();
  await fillEveryTable("DB_2", tenant.id);
  await addEvents(tenant, 1_200);
  await startMove(tenant.id);
  const before = await contentsOf("DB_2", tenant.id);
  for (const { name } of movedTables.filter(({ name: table }) => !table.startsWith("event_"))) {
    expect(before[name]?.length, name).toBeGreaterThan(0);
  }
  await runUntil(tenant.id, "moved");
  const after = await contentsOf("DB", tenant.id);
  const moved = after.events?.pop();
  expect(moved).toMatchObject({ type: "tenant.moved", seq: (before.events?.at(-1)?.seq ?? 0) + 1 });
  expect(after).toEqual(before);
  const done = await runUntil(tenant.id, "completed");
  expect(done).toMatchObject({ error: null, copied_rows: rowCount(before) });
  expect(rowCount(await contentsOf("DB_2", tenant.id))).toBe(0);
  expect((await tenant.api.get("/v1/me")).status).toBe(200);
  expect(await leftovers()).toEqual([]);
});
