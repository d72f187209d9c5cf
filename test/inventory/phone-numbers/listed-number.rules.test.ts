import { getTableColumns } from "drizzle-orm";
import { expect, test } from "vitest";
import { type ListedCells, listedColumns, readListedNumber } from "#inventory/phone-numbers/listed-number";
import { readNumber } from "#inventory/phone-numbers/queries";
import { phoneNumbers } from "#inventory/phone-numbers/table";
import { columnOf } from "#kernel/db/column-names";

const columns = Object.values(getTableColumns(phoneNumbers));

/** The listed cells and the whole row's, with another value in each column. */
function cellsWith(boolean: 0 | 1) {
  const cellOf = ({ name, dataType }: (typeof columns)[number]) =>
    dataType === "json" ? `{"in":"${name}"}` : dataType === "boolean" ? boolean : `in ${name}`;
  const all = new Map(columns.map((column) => [`number.${column.name}`, cellOf(column)]));
  const listed: readonly unknown[] = listedColumns("number")
    .split(", ")
    .map((name) => all.get(name));
  return { listed: listed as ListedCells, all: [...all.values()] };
}

test.each([0, 1] as const)("a listed number with %i in each boolean has the fields of the whole row", (boolean) => {
  const { listed, all } = cellsWith(boolean);
  const number = readListedNumber(listed);
  expect(Object.keys(number).length).toBe(listed.length);
  expect(readNumber(all)).toMatchObject(number);
});

test("each boolean is read from its own cell", () => {
  const { listed } = cellsWith(0);
  listed.forEach((cell, at) => {
    if (cell !== 0) return;
    const number: object = readListedNumber(listed.with(at, 1) as ListedCells);
    const areTrue = Object.entries(number).filter(([, value]) => value === true);
    expect(areTrue.map(([field]) => `number.${columnOf(field)}`)).toEqual([listedColumns("number").split(", ")[at]]);
  });
});
