import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { openTables, type Sql } from "../../src/twilio-sandbox/account/schema.ts";

const storage = (db: DatabaseSync): Sql => ({
  exec(query, ...values) {
    if (/^\s*SELECT/.test(query)) return { toArray: () => db.prepare(query).all(...values) };
    db.exec(query);
    return { toArray: () => [] };
  },
});

test("rows of a sandbox that had one account belong to the platform's, and opening again changes nothing", () => {
  const db = new DatabaseSync(":memory:");
  db.exec(`
    CREATE TABLE numbers (seq INTEGER PRIMARY KEY AUTOINCREMENT, sid TEXT NOT NULL UNIQUE,
      phone_number TEXT NOT NULL UNIQUE, friendly_name TEXT NOT NULL, type TEXT NOT NULL, beta INTEGER NOT NULL,
      created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, settings TEXT NOT NULL);
    CREATE INDEX numbers_by_friendly_name ON numbers (friendly_name);
    CREATE TABLE addresses (seq INTEGER PRIMARY KEY AUTOINCREMENT, sid TEXT NOT NULL UNIQUE, fields TEXT NOT NULL,
      created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL);
    CREATE TABLE purchases (phone_number TEXT PRIMARY KEY, bought INTEGER NOT NULL, updated INTEGER NOT NULL);
    CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
    INSERT INTO numbers VALUES (7, 'PN1', '+14155550100', 'desk', 'local', 0, 1, 2, '{}');
    INSERT INTO addresses VALUES (1, 'AD1', '{}', 1, 1);
    INSERT INTO purchases VALUES ('+14155550100', 1, 0);
    INSERT INTO counters VALUES ('max_concurrency', 3);`);
  const sql = storage(db);
  openTables(sql);
  openTables(sql);
  const rows = (table: string) => db.prepare(`SELECT * FROM ${table}`).all();
  expect(rows("numbers")).toMatchObject([{ seq: 7, sid: "PN1", owner: "", friendly_name: "desk" }]);
  expect(rows("resources")).toMatchObject([{ kind: "addresses", sid: "AD1", owner: "", parent: "" }]);
  expect(rows("purchases")).toMatchObject([{ owner: "", phone_number: "+14155550100", bought: 1 }]);
  expect(rows("counters")).toMatchObject([{ owner: "", name: "max_concurrency", value: 3 }]);
  db.exec("INSERT INTO numbers SELECT 8, 'PN2', 'AC1', phone_number, '', type, 0, 1, 2, '{}' FROM numbers");
  expect(rows("numbers")).toHaveLength(2);
});
