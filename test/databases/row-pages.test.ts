import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { comparePage } from "#operations/moves/compare-databases";
import { type MovedTable, movedTables, rowsOf } from "#operations/moves/moved-tables";
import { rowPage, walkTables } from "#operations/moves/page-queries";
import { type PageBounds, type Position, pageOfRows, type RowQuery, windowEndOf } from "#operations/moves/row-pages";
import { databasesOf } from "#runtime/databases";
import type { Json } from "../support/api";
import { type Tenant, withTenant } from "../support/seed";
import { type Contents, contentsOf, fillEveryTable } from "./moves";

/** Pages of a tenant's rows: a move reads, compares and deletes by them. */

const source = databasesOf(env).named("DB_2");
const target = databasesOf(env).named("DB");
const { $client: client } = source.db;
const SMALL = { rows: 2, window: 3 };

let tenant: Tenant;
let contents: Contents;

/** Six more rows beside each that is a part of another one. */
async function addParts(tenantId: string): Promise<void> {
  for (const { name, via, through, key, order = key } of movedTables) {
    const column = through?.column ?? (via?.columns.length === 1 ? via.columns[0]?.[0] : undefined);
    const rest = order.filter((each) => each !== column);
    if (column === undefined || rest.length === 0) continue;
    const { results } = await client.prepare(`pragma table_info(${name})`).all<Json>();
    const values = results.map(({ name: each, type }) => {
      if (!rest.includes(each) && !key.includes(each) && each !== "reference") return `${name}.${each}`;
      if (each === column) return `${name}.${each}`;
      return type === "INTEGER" ? `${name}.${each} + 10000 * value` : `${name}.${each} || value`;
    });
    await client
      .prepare(
        `insert into ${name} select ${values.join(", ")} from ${name}, json_each('[1,2,3,4,5,6]')
         where ${name}.${column} like '%' || ?1 || '%'`,
      )
      .bind(tenantId)
      .run();
  }
}

beforeAll(async () => {
  const neighbours = await Promise.all([1, 2].map(() => withTenant()));
  tenant = await withTenant();
  for (const { id } of [tenant, ...neighbours]) {
    await fillEveryTable("DB_2", id, 5);
    await addParts(id);
  }
  contents = await contentsOf("DB_2", tenant.id);
});

const sortedByKey = (rows: readonly Json[], { key }: MovedTable): Json[] =>
  rows.toSorted((one, other) => {
    const [a, b] = [one, other].map((row) => JSON.stringify(key.map((column) => row[column])));
    return (a ?? "") < (b ?? "") ? -1 : 1;
  });

async function rowsInPages(table: MovedTable, tenantId: string, bounds: PageBounds): Promise<Json[]> {
  const seen: Json[] = [];
  let after: Position | null = null;
  do {
    const page = rowPage(client, table, tenantId, after, bounds);
    const [rows, ...ends] = await client.batch<Json>([page.prepare(page.sql), ...page.ends]);
    expect(rows?.results.length).toBeLessThanOrEqual(bounds.rows);
    seen.push(...(rows?.results ?? []));
    after = page.next(ends);
  } while (after !== null);
  return seen;
}

test.for([SMALL, { rows: 7, window: 2 }, { rows: 500, window: 4 }])(
  "pages of $rows rows in windows of $window have each row of the tenant once, in every table",
  async (bounds) => {
    for (const table of movedTables) {
      const seen = await rowsInPages(table, tenant.id, bounds);
      expect(sortedByKey(seen, table), table.name).toEqual(sortedByKey(contents[table.name] ?? [], table));
    }
  },
);

test("rows that were made at one moment are on one page each", async () => {
  const { id } = await withTenant();
  await fillEveryTable("DB_2", id, 5);
  const tied = movedTables.filter(({ order = [] }) => order.includes("created_at"));
  expect(tied.length).toBeGreaterThan(10);
  for (const table of tied) {
    const same = ["created_at = 7", ...(table.name === "calls" ? ["phone_number_id = 'num_x'"] : [])];
    const update = `update ${table.name} set ${same.join(", ")} where ${rowsOf(table)}`;
    expect((await client.prepare(update).bind(id).run()).meta.changes, table.name).toBeGreaterThan(SMALL.rows);
  }
  const made = await contentsOf("DB_2", id);
  for (const table of tied) {
    const seen = await rowsInPages(table, id, SMALL);
    expect(sortedByKey(seen, table), table.name).toEqual(sortedByKey(made[table.name] ?? [], table));
  }
});

async function planOf({ sql, values }: RowQuery): Promise<string[]> {
  const { results } = await client
    .prepare(`explain query plan ${sql}`)
    .bind(...values)
    .all<{ detail: string }>();
  return results.map(({ detail }) => detail);
}

test("no statement reads all rows of a tenant or a table", async () => {
  const bounds = { rows: 500, window: 20_000 };
  let windows = 0;
  const sortedByOwner = new Set<string>();
  for (const table of movedTables) {
    for (const values of [0, 1, 2, 3, 4, 5]) {
      const after = values === 0 ? null : Array.from({ length: values }, () => "x");
      const page = pageOfRows(table, tenant.id, after, bounds);
      const end = windowEndOf(table, tenant.id, after, bounds);
      if (end) windows += 1;
      const plans = await Promise.all([page, ...(end ? [end] : [])].map((query) => planOf(query).catch(() => [])));
      for (const detail of plans.flat()) {
        expect(detail, table.name).not.toMatch(/TEMP B-TREE FOR ORDER BY|LIST SUBQUERY/);
        if (detail.includes("TEMP B-TREE")) sortedByOwner.add(table.name);
        // A window takes the first rows of the table, and the page looks through the window.
        if (detail.startsWith("SCAN")) expect(end, `${table.name}: ${detail}`).not.toBeNull();
      }
    }
  }
  expect(windows).toBeGreaterThan(20);
  // A page of these sorts the rows of the owner that it comes to.
  expect([...sortedByOwner].toSorted()).toEqual([
    "bulk_items",
    "import_items",
    "messaging_registrations",
    "number_transfers",
    "order_items",
    "sync_differences",
    "sync_seen",
  ]);
});

/** Compares all pages of a table and returns how many rows they had, or `null` if one differs. */
async function compared(table: MovedTable, tenantId: string): Promise<number | null> {
  let rows = 0;
  let after: Position | null = null;
  do {
    const page = await comparePage(source, target, table, tenantId, after, SMALL);
    if (!page.isSame) return null;
    rows += page.rows;
    after = page.next;
  } while (after !== null);
  return rows;
}

async function copyOf(rows: readonly Json[], { name }: MovedTable): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  const places = columns.map(() => "?").join(", ");
  const insert = target.db.$client.prepare(`insert into ${name} (${columns.join(", ")}) values (${places})`);
  await target.db.$client.batch([
    target.db.$client.prepare("pragma defer_foreign_keys = on"),
    ...rows.map((row) => insert.bind(...columns.map((column) => row[column]))),
  ]);
}

test("a comparison finds a row that is missing, one too many and a changed one, on whatever page", async () => {
  const ours = await source.db.$client.prepare("select * from tenants where id = ?").bind(tenant.id).all<Json>();
  const [tenants] = [{ name: "tenants", key: ["id"] }];
  await copyOf(ours.results, tenants as MovedTable);
  for (const table of movedTables) await copyOf(contents[table.name] ?? [], table);
  for (const table of movedTables) {
    const rows = contents[table.name] ?? [];
    expect({ table: table.name, rows: await compared(table, tenant.id) }).toEqual({
      table: table.name,
      rows: rows.length,
    });
  }
  for (const name of ["calls", "findings", "import_items", "routing_plan_agents", "assignments", "sync_repairs"]) {
    const table = movedTables.find((each) => each.name === name) as MovedTable;
    const rows = contents[name] ?? [];
    const condition = table.key.map((column) => `${column} = ?`).join(" and ");
    for (const row of [rows[0], rows[2], rows.at(-1)]) {
      const keys = table.key.map((column) => row?.[column]);
      for (const database of [source, target]) {
        const { $client } = database.db;
        await $client
          .prepare(`delete from ${name} where ${condition}`)
          .bind(...keys)
          .run();
        expect(await compared(table, tenant.id), name).toBeNull();
        const columns = Object.keys(row ?? {});
        await $client
          .prepare(`insert into ${name} values (${columns.map(() => "?").join(", ")})`)
          .bind(...columns.map((column) => row?.[column]))
          .run();
      }
    }
    expect(await compared(table, tenant.id)).toBe(rows.length);
  }
  await target.db.$client
    .prepare("update calls set from_key = from_key || 'x' where tenant_id = ?")
    .bind(tenant.id)
    .run();
  expect(await compared(movedTables.find(({ name }) => name === "calls") as MovedTable, tenant.id)).toBeNull();
});

test("a walk goes on where it stopped, whenever that was", async () => {
  const tables = movedTables.slice(0, 3);
  const pages = [12, 1, 15];
  const visited: string[] = [];
  let stops = 0;
  let position: Awaited<ReturnType<typeof walkTables>> = {};
  while (position !== null) {
    stops += 1;
    let left = stops % 4;
    position = await walkTables(
      tables,
      position,
      () => left > 0,
      async (table, after) => {
        left -= 1;
        const at = after === null ? 0 : Number(after[0]) + 1;
        visited.push(`${table.name} ${at}`);
        return { rows: 1, next: at + 1 === pages[tables.indexOf(table)] ? null : [at] };
      },
    );
  }
  const expected = tables.flatMap(({ name }, of) => Array.from({ length: pages[of] ?? 0 }, (_, at) => `${name} ${at}`));
  expect(visited).toEqual(expected);
});
