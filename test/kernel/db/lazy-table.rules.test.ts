import { asc, eq, getTableColumns, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { alias, integer, primaryKey, type SQLiteColumn, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { expect, test, vi } from "vitest";
import { lazyTable } from "#kernel/db/lazy-table";

const columns = () => ({
  id: text("id").notNull(),
  isOpen: integer("is_open", { mode: "boolean" }).notNull().default(false),
  body: text("body", { mode: "json" }),
});
const constraints = (table: { readonly id: SQLiteColumn; readonly isOpen: SQLiteColumn }) => [
  primaryKey({ columns: [table.id, table.isOpen] }),
];

/** No statement of this test is executed. */
const db = drizzle({} as D1Database);

test("neither a column nor a condition builds the table, a statement with them does", () => {
  const build = vi.fn(columns);
  const table = lazyTable("things", build, constraints);
  const { id } = table;
  const isOpen = sql`${table.isOpen} = 1 and ${id} > 'a'`;
  expect(build).not.toHaveBeenCalled();
  expect(db.select({ id }).from(table).where(isOpen).toSQL().sql).toBe(
    `select "id" from "things" where "things"."is_open" = 1 and "things"."id" > 'a'`,
  );
  db.select().from(table).toSQL();
  expect(build).toHaveBeenCalledOnce();
});

test("statements with columns that were named before the table was built are those of drizzle's own table", () => {
  const table = lazyTable("things", columns, constraints);
  const early = { id: table.id, isOpen: table.isOpen, body: table.body };
  const own = sqliteTable("things", columns(), constraints);
  const statements = (of: typeof own, named: Pick<typeof own, keyof typeof early>) => {
    const other = alias(of, "other");
    return [
      db.select(named).from(of).where(eq(named.isOpen, true)).orderBy(asc(named.id)),
      db
        .select({ all: getTableColumns(of) })
        .from(of)
        .innerJoin(other, eq(other.id, named.id)),
      db
        .insert(of)
        .values({ id: "a", body: { b: 1 } })
        .onConflictDoUpdate({ target: [named.id, named.isOpen], set: { isOpen: true } }),
      db
        .update(of)
        .set({ body: [2] })
        .where(eq(named.id, "a")),
      db
        .delete(of)
        .where(eq(named.body, { c: 3 }))
        .returning(named),
    ].map((statement) => statement.toSQL());
  };
  expect(statements(table as typeof own, early as never)).toEqual(statements(own, own));
});
