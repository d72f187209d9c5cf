import { env } from "cloudflare:test";
import { sql } from "drizzle-orm";
import { integer, sqliteTable } from "drizzle-orm/sqlite-core";
import { expect, test } from "vitest";
import { batchAll, batchNamed, changesOf, openDatabase, wroteSomething } from "#kernel/db/db";

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

test("the batch is one transaction: when one statement fails, none has written", async () => {
  await expect(batchNamed(db, { fine: insert(50), twice: [insert(51), insert(51)] })).rejects.toThrow();
  expect(await db.select().from(samples).where(sql`n >= 50`)).toEqual([]);
});

test("no statements are no round trip", async () => {
  expect(await batchNamed(db, { rows: [] })).toEqual({ rows: [] });
  expect(await batchAll(db, [])).toEqual([]);
  expect(wroteSomething(undefined)).toBe(false);
});
