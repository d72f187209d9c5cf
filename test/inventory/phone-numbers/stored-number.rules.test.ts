import { getTableColumns } from "drizzle-orm";
import { expect, test } from "vitest";
import { storedNumber } from "#inventory/phone-numbers/stored-number";
import { phoneNumbers } from "#inventory/phone-numbers/table";
import { columnsOf } from "#kernel/db/hand-written-read";

const columns = Object.entries(getTableColumns(phoneNumbers));

test("the fields of a number are the columns of its table, in their order", () => {
  expect(Object.keys(storedNumber)).toEqual(columns.map(([name]) => name));
  expect(columnsOf(storedNumber)).toBe(columns.map(([, column]) => column.name).join(", "));
});

test("every field is read as drizzle reads its column", () => {
  const kinds = columns.map(([name, { dataType }]) => [
    name,
    dataType === "boolean" || dataType === "json" ? dataType : "plain",
  ]);
  expect(Object.entries(storedNumber)).toEqual(kinds);
});
