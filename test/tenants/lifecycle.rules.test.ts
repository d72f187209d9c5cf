import fc from "fast-check";
import { expect, test } from "vitest";
import { afterTenantMove, closingTimes, type TenantMove, targetOf, tenantStatuses } from "#tenants/lifecycle";

const moves = Object.keys(targetOf) as TenantMove[];

test("each legal move leads to its target, and no other is possible from there than the table says", () => {
  const table = tenantStatuses.map((from) => [from, moves.filter((move) => afterTenantMove(from, move))]);
  expect(table).toEqual([
    ["active", ["suspend", "close"]],
    ["suspended", ["resume", "close"]],
    ["closed", ["reopen"]],
  ]);
  for (const from of tenantStatuses) {
    for (const move of moves) expect([undefined, targetOf[move]]).toContain(afterTenantMove(from, move));
  }
});

test("data is deleted at the earliest when the released numbers have cooled off", () => {
  const day = 24 * 60 * 60_000;
  const days = fc.integer({ min: 0, max: 3_650 });
  fc.assert(
    fc.property(days, days, (grace, retention) => {
      const { releaseAt, deleteAt } = closingTimes(0, grace, retention);
      expect(releaseAt).toBe(grace * day);
      expect(deleteAt - releaseAt).toBeGreaterThanOrEqual(11 * day);
      if (retention >= grace + 11) expect(deleteAt).toBe(retention * day);
    }),
  );
});
