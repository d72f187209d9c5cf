import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Miniflare } from "miniflare";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { applyMigrations } from "#dev/migrate";

const miniflare = new Miniflare({
  workers: [
    {
      config: {
        name: "empty",
        compatibilityDate: "2026-11-01",
        manifest: {
          mainModule: "a.mjs",
          modulesRoot: tmpdir(),
          modules: { "a.mjs": { type: "esm", contents: "export default {}" } },
        },
        env: Object.fromEntries(["0", "1", "2", "3"].map((id) => [`DB${id}`, { type: "d1" as const, id }])),
      },
    },
  ],
});
afterAll(() => miniflare.dispose());

let folder = "";
let used = 0;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "migrations-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const freshDatabase = () => miniflare.getD1Database(`DB${used++}`);
const write = (name: string, sql: string) => writeFileSync(join(folder, name), sql);

test("each is applied once, in the order of the names", async () => {
  const db = await freshDatabase();
  write("0002_more.sql", "-- a comment; with a semicolon\ninsert into a values ('x;y');\ninsert into a values ('z');");
  write("0001_first.sql", "create table a (b text) strict;");
  write("notes.txt", "not a migration");
  await applyMigrations(db, folder);
  await applyMigrations(db, folder);
  expect((await db.prepare("select b from a order by b").all()).results).toEqual([{ b: "x;y" }, { b: "z" }]);
  expect((await db.prepare("select name from d1_migrations order by id").all()).results).toEqual([
    { name: "0001_first.sql" },
    { name: "0002_more.sql" },
  ]);
});

test("one that fails is named, leaves nothing behind, and is applied once it is put right", async () => {
  const db = await freshDatabase();
  write("0001_first.sql", "create table a (b text) strict;");
  write("0002_bad.sql", "create table c (d text) strict;\ninsert into nowhere values (1);");
  await expect(applyMigrations(db, folder)).rejects.toThrow(/^The migration 0002_bad\.sql failed: .*nowhere/);
  write("0002_bad.sql", "create table c (d text) strict;");
  await applyMigrations(db, folder);
  expect((await db.prepare("select d from c").all()).results).toEqual([]);
});

test("one that the database has and the folder has not stops the start", async () => {
  const db = await freshDatabase();
  write("0001_first.sql", "create table a (b text) strict;");
  write("0002_later.sql", "create table c (d text) strict;");
  await applyMigrations(db, folder);
  rmSync(join(folder, "0002_later.sql"));
  await expect(applyMigrations(db, folder)).rejects.toThrow(/has the migration 0002_later\.sql, which this version/);
});

test("none at all is no way to start", async () => {
  await expect(applyMigrations(await freshDatabase(), folder)).rejects.toThrow(/^There are no migrations in /);
});
