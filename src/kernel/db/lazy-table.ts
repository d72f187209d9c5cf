import type { BuildColumns } from "drizzle-orm";
import {
  SQLiteColumn,
  type SQLiteColumnBuilderBase,
  SQLiteTable,
  type SQLiteTableExtraConfigValue,
  type SQLiteTableWithColumns,
  sqliteTable,
} from "drizzle-orm/sqlite-core";
import { lazily } from "#kernel/values/lazily";

type Table<Name extends string, Columns extends Record<string, SQLiteColumnBuilderBase>> = SQLiteTableWithColumns<{
  name: Name;
  schema: undefined;
  columns: BuildColumns<Name, Columns, "sqlite">;
  dialect: "sqlite";
}>;

/**
 * Makes a table that drizzle builds on first use. Building all of the platform's tables took an eighth of the CPU time
 * of an isolate's start, and most isolates use few of them.
 *
 * Columns that a module names in its own scope, as in a condition that several queries share, are lazy as well: they
 * build the table when drizzle first asks one of them for more than its class. Each is a different object from the
 * table's own column, so compare columns by their names.
 */
export function lazyTable<Name extends string, Columns extends Record<string, SQLiteColumnBuilderBase>>(
  name: Name,
  columns: () => Columns,
  constraints?: (table: BuildColumns<Name, Columns, "sqlite">) => SQLiteTableExtraConfigValue[],
): Table<Name, Columns> {
  let isBuilt = false;
  const built = lazily(() => {
    isBuilt = true;
    return sqliteTable(name, columns, constraints);
  });
  const lazyColumn = (key: string) => lazyObject(SQLiteColumn.prototype, () => Reflect.get(built(), key));
  return lazyObject(SQLiteTable.prototype, built, (key) =>
    isBuilt || typeof key === "symbol" ? undefined : lazyColumn(key),
  );
}

/** An object of the class with this prototype, which `build` makes when the first of its members is used. */
function lazyObject(
  prototype: object,
  build: () => object,
  memberBefore: (key: string | symbol) => object | undefined = () => undefined,
): never {
  return new Proxy(Object.create(prototype), {
    get: (_, key) => memberBefore(key) ?? Reflect.get(build(), key),
    has: (_, key) => Reflect.has(build(), key),
    ownKeys: () => Reflect.ownKeys(build()),
    getOwnPropertyDescriptor: (_, key) => Reflect.getOwnPropertyDescriptor(build(), key),
  }) as never;
}
