import { expect, test } from "vitest";
import { movedTables } from "#operations/moves/moved-tables";
import { digestOf, type TableLists, tablesDigest } from "#operations/moves/tables-digest";

const calls = { name: "calls", key: ["id"], order: ["created_at", "id"] };
const agents = { name: "agents", key: ["id"], isScanned: true };
const lists: TableLists = { ofTenants: [[calls, agents], [agents]], shared: [{ name: "queue", key: "subject" }] };

test.for<[string, TableLists]>([
  ["another order of tables", { ...lists, ofTenants: [[agents, calls], [agents]] }],
  ["a further table", { ...lists, ofTenants: [[calls, agents, { name: "orders", key: ["id"] }], [agents]] }],
  ["another order of a table's rows", { ...lists, ofTenants: [[{ ...calls, order: ["id"] }, agents], [agents]] }],
  ["a difference in a later list", { ...lists, ofTenants: [[calls, agents], []] }],
  ["another table that tenants share", { ...lists, shared: [] }],
  ["another key of such a table", { ...lists, shared: [{ name: "queue", key: "id" }] }],
])("%s changes the digest", ([, others]) => {
  expect(digestOf(others)).not.toBe(digestOf(lists));
});

test("another size of pages does not, as no position counts pages", () => {
  const smaller = [[{ ...calls, rowsPerPage: 50 }, agents], [agents]];
  expect(digestOf({ ...lists, ofTenants: smaller })).toBe(digestOf(lists));
});

test("the platform's digest is that of the tables that it moves", () => {
  expect(tablesDigest()).toMatch(/^[0-9a-z]{7}$/);
  expect(tablesDigest()).not.toBe(digestOf({ ofTenants: [movedTables], shared: [] }));
});
