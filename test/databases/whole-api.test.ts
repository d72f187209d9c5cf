import { env } from "cloudflare:workers";
import { afterAll, expect, test } from "vitest";
import { changes } from "../idempotency/changes";
import { creations } from "../idempotency/creations";
import { withTenant } from "../support/seed";

/** Every operation that changes something, for tenants in the second database: it works, and `DB` gets no row of theirs. */

const databases = { DB: env.DB, DB_2: env.DB_2 ?? env.DB };

interface Table {
  readonly name: string;
  readonly sql: string | null;
}

/** Tables with rows of tenants, and for each tenant how many, without those of the platform. */
async function rowsByTable(binding: D1Database): Promise<Record<string, number>> {
  const tables = await binding.prepare("select name, sql from sqlite_master where type = 'table'").all<Table>();
  const results = tables.results.filter(({ sql }) => /^\s+tenant_id TEXT/m.test(sql ?? ""));
  const counts = await binding.batch<{ n: number }>(
    results.map(({ name }) =>
      binding.prepare(
        `select count(*) as n from "${name}" where tenant_id is not null and tenant_id <> 'ten_platform'`,
      ),
    ),
  );
  return Object.fromEntries(results.map(({ name }, at) => [name, counts[at]?.results[0]?.n ?? 0]));
}

test("a new tenant is in the database for new ones, with its keys and events", async () => {
  const { id, api } = await withTenant();
  expect(await databases.DB_2.prepare("select shard from tenants where id = ?").bind(id).first("shard")).toBe("DB_2");
  expect(await databases.DB.prepare("select 1 from tenants where id = ?").bind(id).first()).toBeNull();
  expect((await api.get("/v1/me")).body.tenant.id).toBe(id);
});

test.for(Object.entries({ ...creations, ...changes }))("%s works in the second database", async ([, recipe]) => {
  const call = await recipe(await withTenant());
  const { status, body } = await call.send();
  expect(status, JSON.stringify(body)).toBeLessThan(300);
  expect(await call.effects()).toBe(1);
});

afterAll(async () => {
  const written = await rowsByTable(databases.DB_2);
  expect(Object.values(written).filter((count) => count > 0).length).toBeGreaterThanOrEqual(20);
  const strays = Object.entries(await rowsByTable(databases.DB)).filter(([, count]) => count > 0);
  expect(strays).toEqual([]);
});
