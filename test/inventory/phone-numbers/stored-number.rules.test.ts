import { getTableColumns } from "drizzle-orm";
import { expect, test } from "vitest";
import { readNumber } from "#inventory/phone-numbers/queries";
import { storedNumber } from "#inventory/phone-numbers/stored-number";
import { phoneNumbers } from "#inventory/phone-numbers/table";
import { columnsOf } from "#kernel/db/column-names";
import { rowReader } from "#kernel/db/prepared";

const columns = Object.entries(getTableColumns(phoneNumbers));

test("the fields of a number are the columns of its table, in their order", () => {
  expect(Object.keys(storedNumber)).toEqual(columns.map(([name]) => name));
  expect(columnsOf(storedNumber, "n")).toBe(columns.map(([, column]) => `n.${column.name}`).join(", "));
});

const cellOf = (dataType: string): unknown =>
  dataType === "json" ? '{"a":["b"]}' : dataType === "boolean" ? 1 : "text";

test.each([
  ["with a value in each cell", columns.map(([, { dataType }]) => cellOf(dataType))],
  ["with false in each boolean", columns.map(([, { dataType }]) => (dataType === "boolean" ? 0 : cellOf(dataType)))],
])("a row %s is read as drizzle reads it", (_, cells) => {
  expect(readNumber(cells)).toEqual(rowReader(phoneNumbers)(cells));
});

test("a cell without a value is null in the row", () => {
  const row = readNumber(columns.map(() => null));
  expect(row).toEqual(Object.fromEntries(columns.map(([name]) => [name, null])));
});
