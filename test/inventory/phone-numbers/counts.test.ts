import { env } from "cloudflare:workers";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { countNumbers } from "#inventory/phone-numbers/count-numbers";
import { stockMany, withBareTenant } from "../../support/inventory";
import { withTenant } from "../../support/seed";
import { noteStatements, rowsReadBy, statement, statementsOf } from "../../support/statements";

beforeAll(noteStatements);

afterAll(() => {
  vi.restoreAllMocks();
});

test("the counts are those of the tenant's own numbers, by status and by readiness", async () => {
  const tenant = await withTenant();
  const none = await tenant.api.get("/v1/phone-numbers/counts");
  expect(none.status).toBe(200);
  expect(none.body).toEqual({
    total: 0,
    by_status: { active: 0, suspended: 0, releasing: 0, cooling_off: 0, released: 0, lost: 0 },
    by_readiness: { ready: 0, not_ready: 0, unknown: 0 },
  });
  const [mine, other] = [await withBareTenant(), await withBareTenant()];
  await stockMany(mine, 40, "897");
  await stockMany(other, 10, "896");
  // The stocked numbers end in octal digits.
  const at = (index: number) => `+1897${index.toString(8).padStart(7, "0")}`;
  const set = (change: string, upTo: number, from = 0) =>
    env.DB.prepare(`update phone_numbers set ${change} where tenant_id = ?1 and e164 >= ?2 and e164 < ?3`)
      .bind(mine.principal.tenantId, at(from), at(upTo))
      .run();
  await set("status = 'active', ready = 1", 40);
  await set("status = 'suspended', ready = 0", 3);
  await set("status = 'lost', ready = 0", 7, 3);
  await set("status = 'cooling_off', ready = null", 9, 7);
  await set("status = 'released', ready = null", 10, 9);
  expect(await countNumbers(mine)).toEqual({
    total: 40,
    by_status: { active: 30, suspended: 3, releasing: 0, cooling_off: 2, released: 1, lost: 4 },
    by_readiness: { ready: 30, not_ready: 7, unknown: 3 },
  });
  expect((await countNumbers(other)).total).toBe(10);
});

test("counting reads each number's index entry, and no other tenant's and no row of the table", async () => {
  const [ctx, other] = [await withBareTenant(), await withBareTenant()];
  await stockMany(ctx, 2_000, "895");
  await stockMany(other, 2_000, "894");
  // An entry per number; each once more in the sorter that groups them.
  expect(await rowsReadBy(() => countNumbers(ctx))).toBeLessThanOrEqual(2 * 2_000 + 20);
  const plans = await Promise.all(
    (await statementsOf(() => countNumbers(ctx))).map(async ({ sql, params }) => {
      const plan = await statement({ sql: `explain query plan ${sql}`, params }).all<{ detail: string }>();
      return plan.results.map(({ detail }) => detail);
    }),
  );
  expect(plans.flat()).toContain("SEARCH phone_numbers USING COVERING INDEX phone_numbers_by_creation (tenant_id=?)");
});
