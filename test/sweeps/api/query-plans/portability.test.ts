import { env } from "cloudflare:workers";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { checkStatuses } from "#porting/portability-checks/queries";
import { resultStatuses } from "#porting/portability-checks/table";
import { World } from "../../../porting/portability-checks/world";
import { runCleanup } from "../../../support/jobs";
import { combinations, pagesOf, scanningQueries } from "../../../support/query-plans";
import { freshNumber, withTenant } from "../../../support/seed";
import { noteStatements, statementsOf } from "../../../support/statements";

beforeAll(noteStatements);

afterAll(() => {
  vi.restoreAllMocks();
});

const period = { created_after: ["2020-01-01T00:00:00Z"], created_before: ["2100-01-01T00:00:00Z"] };

test("portability checks are written, asked about, listed and found again by index", async () => {
  const { api, id: tenantId } = await withTenant();
  const phone_numbers = [freshNumber(), freshNumber()];
  const world = new World();
  const queries = await statementsOf(async () => {
    await api.post("/v1/portability-checks", { phone_numbers }, { "idempotency-key": "one" });
    await api.post("/v1/portability-checks", { phone_numbers });
    world.says = () => ({ kind: "unavailable", carrierCode: null, retryAfterSeconds: null });
    await world.create(tenantId, [freshNumber()]);
    world.now += 100_000_000;
    await world.deliver();
    await env.DB.prepare("update portability_checks set ended_at = null, wake_at = 0 where tenant_id = ?")
      .bind(tenantId)
      .run();
    await runCleanup();
  });
  const [{ id }] = (await api.get("/v1/portability-checks?status=processing")).body.data;
  queries.push(
    ...(await pagesOf(api, "/v1/portability-checks", combinations({ status: checkStatuses, ...period }))),
    ...(await statementsOf(async () => {
      const path = `/v1/portability-checks/${id}`;
      await api.get(path);
      for (const way of combinations({ status: resultStatuses, portable: ["true", "false"] })) {
        const { body } = await api.get(`${path}/results?limit=1${way}`);
        if (body.has_more) await api.get(`${path}/results?limit=1${way}&cursor=${body.next_cursor}`);
      }
    })),
  );
  for (const part of [
    "older.ended_at is null",
    'delete from "portability_answers"',
    'left join "portability_answers"',
  ]) {
    expect(
      queries.some(({ sql }) => sql.includes(part)),
      part,
    ).toBe(true);
  }
  expect(await scanningQueries(queries)).toEqual([]);
});
