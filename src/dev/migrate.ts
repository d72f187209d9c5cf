import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Miniflare } from "miniflare";
import { unstable_splitSqlQuery as splitSql } from "wrangler";
import { firstLine, UserError } from "./user-error.ts";

type Database = Awaited<ReturnType<Miniflare["getD1Database"]>>;

const journal = `create table if not exists d1_migrations (
  id integer primary key autoincrement,
  name text unique,
  applied_at timestamp default current_timestamp not null
)`;

/** Applies the missing migrations, each in one transaction, and records them where `wrangler d1 migrations` looks. */
export async function applyMigrations(db: Database, folder: string): Promise<void> {
  const files = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  if (files.length === 0) throw new UserError(`There are no migrations in ${folder}.`);
  await db.prepare(journal).run();
  const { results } = await db.prepare("select name from d1_migrations").all<{ name: string }>();
  const applied = new Set(results.map(({ name }) => name));
  const unknown = [...applied].find((name) => !files.includes(name));
  if (unknown) {
    throw new UserError(
      `The database has the migration ${unknown}, which this version does not know. Set STATE_DIR to another directory.`,
    );
  }
  for (const name of files.filter((file) => !applied.has(file))) {
    const statements = splitSql(await readFile(join(folder, name), "utf8"));
    const note = db.prepare("insert into d1_migrations (name) values (?)").bind(name);
    try {
      await db.batch([...statements.map((statement) => db.prepare(statement)), note]);
    } catch (error) {
      throw new UserError(`The migration ${name} failed: ${firstLine(error)}`);
    }
  }
}
