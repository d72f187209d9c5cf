import { env } from "cloudflare:test";
import { sql } from "drizzle-orm";
import { integer, sqliteTable } from "drizzle-orm/sqlite-core";
import { expect, test } from "vitest";
import { batchAll, batchNamed, changesOf, openDatabase, wroteSomething } from "#kernel/db/db";
import { preparedRows, preparedWrite } from "#kernel/db/prepared";

const samples = sqliteTable("batch_named_samples", { n: integer("n").primaryKey() });
const db = openDatabase(env.DB);
const insert = (n: number) => db.insert(samples).values({ n });

test("results have the names of their statements, a list of statements has a list of results, and all run in order", async () => {
  await db.run(sql`create table batch_named_samples (n integer primary key) strict`);
  const { before, inserted, updated, after, none } = await batchNamed(db, {
    before: db.select().from(samples),
    inserted: [insert(1), insert(2)],
    none: [],
    updated: db.update(samples).set({ n: sql`n + 10` }).returning(),
    after: db.select({ n: samples.n }).from(samples),
  });
  const [first] = after;
  const n: number | undefined = first?.n;
  expect({ before, updated, n, none }).toEqual({ before: [], updated: [{ n: 11 }, { n: 12 }], n: 11, none: [] });
  expect(inserted.map(changesOf)).toEqual([1, 1]);
});

test("prepared statements run in a batch beside drizzle's own: each with its own values, writes with their changes, rows as they are read", async () => {
  const add = preparedWrite((db, _: { shape: "add" }) =>
    db.insert(samples).select(sql`select value from json_each(${sql.placeholder("numbers")}) where value <> ${99}`),
  );
  const above = preparedRows(
    (db, { than }: { shape: string; than: "least" | "most" }) =>
      db
        .select({ n: samples.n, of: sql`${sql.placeholder("of")}`.as("of") })
        .from(samples)
        .where(sql`n between 20 and 30 and n ${sql.raw(than === "least" ? ">" : "<")} ${sql.placeholder("n")}`),
    ([n, of]) => `${n} of ${of}`,
  );
  const shape = "add";
  const { first, second, least, most, all } = await batchNamed(db, {
    first: add(db, { shape }, { numbers: "[21,22,99]" }),
    second: add(db, { shape }, { numbers: "[23]" }),
    least: above(db, { shape: "least", than: "least" }, { n: 21, of: "x" }),
    most: [above(db, { shape: "most", than: "most" }, { n: 23, of: null })],
    all: db.select({ n: samples.n }).from(samples).where(sql`n between 20 and 30`),
  });
  expect([changesOf(first), wroteSomething(second), changesOf(second)]).toEqual([2, true, 1]);
  expect({ least, most, all }).toEqual({
    least: ["22 of x", "23 of x"],
    most: [["21 of null", "22 of null"]],
    all: [{ n: 21 }, { n: 22 }, { n: 23 }],
  });
  await expect(batchNamed(db, { one: add(db, { shape }, {}) })).rejects.toThrow("numbers");
});

test("the batch is one transaction: when one statement fails, none has written", async () => {
  await expect(batchNamed(db, { fine: insert(50), twice: [insert(51), insert(51)] })).rejects.toThrow();
  expect(await db.select().from(samples).where(sql`n >= 50`)).toEqual([]);
});

test("no statements are no round trip", async () => {
  expect(await batchNamed(db, { rows: [] })).toEqual({ rows: [] });
  expect(await batchAll(db, [])).toEqual([]);
  expect(wroteSomething(undefined)).toBe(false);
});
