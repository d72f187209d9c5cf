import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { admin, type Json } from "../support/api";
import { interceptQueries } from "../support/database";
import { postTo } from "../support/first-database";
import { withTenant } from "../support/seed";
import { bindings, skipWaiting } from "./contests";

/** Repeats of the platform's requests, whose Idempotency-Key is in one database while the next answer would be in another. */

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  vi.spyOn(console, "log").mockImplementation(() => undefined);
});

afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  await env.DB.prepare("delete from subject_leases").run();
});

/** The ids of the tenants with this name, in all databases. */
async function tenantsNamed(name: string): Promise<string[]> {
  const found = await Promise.all(
    bindings.map((binding) => binding.prepare("select id from tenants where name = ?").bind(name).all<Json>()),
  );
  return found.flatMap(({ results }) => results.map(({ id }) => id));
}

let serial = 0;
const freshName = (): string => {
  serial += 1;
  return `Repeated ${serial}`;
};

test.for([false, true])(
  "a new tenant is one, wherever the first request dies and wherever its repeat goes (trip made: %s)",
  async (made) => {
    skipWaiting();
    let deaths = 0;
    for (let trip = 1; ; trip += 1) {
      const name = freshName();
      let trips = 0;
      const end = interceptQueries(async (proceed) => {
        trips += 1;
        if (trips === trip && made) await proceed();
        if (trips >= trip) throw new Error("D1_ERROR: the isolate is gone");
        return await proceed();
      });
      await postTo("DB", "/v1/tenants", { name }, name);
      end();
      if (trips < trip) break;
      deaths += 1;
      const second = await postTo("DB_2", "/v1/tenants", { name }, name);
      expect(second.status, JSON.stringify(second.body)).toBe(201);
      expect(await postTo("DB", "/v1/tenants", { name }, name)).toMatchObject({ status: 201, body: second.body });
      expect(await tenantsNamed(name)).toEqual([second.body.id]);
    }
    expect(deaths).toBeGreaterThan(2);
  },
);

test("a new tenant is one, although its repeat goes to another database at the same moment", async () => {
  for (let round = 0; round < 5; round += 1) {
    const name = freshName();
    const [one, other] = await Promise.all([
      postTo("DB", "/v1/tenants", { name }, name),
      postTo("DB_2", "/v1/tenants", { name }, name),
    ]);
    expect([one.status, other.status]).toEqual([201, 201]);
    expect(other.body).toEqual(one.body);
    expect(await tenantsNamed(name)).toEqual([one.body.id]);
  }
  const name = freshName();
  await postTo("DB", "/v1/tenants", { name }, name);
  const reused = await postTo("DB_2", "/v1/tenants", { name: `${name}!` }, name);
  expect(reused).toMatchObject({ status: 422, body: { code: "idempotency_key_reused" } });
});

test("a request about a tenant that has moved since gets its first answer, with its secret", async () => {
  const { id } = await withTenant();
  const path = `/v1/tenants/${id}/api-keys`;
  const first = await postTo("DB", path, {}, `moved ${id}`);
  const row = await bindings[1].prepare("select * from tenants where id = ?").bind(id).first<Json>();
  const columns = Object.keys({ ...row });
  await env.DB.prepare(`insert into tenants (${columns}) values (${columns.map(() => "?")})`)
    .bind(...Object.values({ ...row, shard: "DB" }))
    .run();
  await bindings[1].prepare("update tenants set shard = 'DB' where id = ?").bind(id).run();
  // Each isolate trusts for a minute that the tenant is where it was.
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
  expect(await postTo("DB", path, {}, `moved ${id}`)).toMatchObject({ status: 201, body: first.body });
  expect((await admin.get(path)).body.data).toEqual([]);
  expect((await postTo("DB", path, {}, `another ${id}`)).body.id).not.toBe(first.body.id);
});

test("a repeat gets its answer from the database that has its key, though another one is away", async () => {
  const DB_2 = new Proxy({} as D1Database, {
    get: () => () => {
      throw new Error("D1_ERROR: the database is away");
    },
  });
  const { body: first } = await postTo("DB", "/v1/tenants", { name: freshName() }, "own database");
  const { id, name } = first;
  const key = "a new key of the platform";
  const made = await postTo("DB", `/v1/tenants/${id}/api-keys`, { name }, key);
  expect(made.status).toBe(201);
  expect(await postTo("DB", `/v1/tenants/${id}/api-keys`, { name }, key, { DB_2 })).toMatchObject({
    status: 201,
    body: made.body,
  });
  const other = await postTo("DB", `/v1/tenants/${id}/api-keys`, { name }, `${key}, later`, { DB_2 });
  expect(other).toMatchObject({ status: 503, body: { code: "storage_unavailable" } });
});
