/**
 * Everything the sandbox remembers. `seq` is the paging order: a number bought later has a higher one. `owner` is the
 * SID of an account; the account of the platform has "".
 */
const schema = `
  CREATE TABLE IF NOT EXISTS accounts (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    sid TEXT NOT NULL UNIQUE,
    fields TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS api_keys (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    sid TEXT NOT NULL UNIQUE,
    account_sid TEXT NOT NULL,
    fields TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS regional_numbers (
    sid TEXT NOT NULL,
    region TEXT NOT NULL,
    owner TEXT NOT NULL,
    settings TEXT NOT NULL,
    PRIMARY KEY (sid, region)
  );
  CREATE TABLE IF NOT EXISTS numbers (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    sid TEXT NOT NULL UNIQUE,
    owner TEXT NOT NULL DEFAULT '',
    phone_number TEXT NOT NULL,
    friendly_name TEXT NOT NULL,
    type TEXT NOT NULL,
    beta INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    settings TEXT NOT NULL,
    UNIQUE (phone_number, owner)
  );
  CREATE INDEX IF NOT EXISTS numbers_by_owner ON numbers (owner, seq);
  CREATE INDEX IF NOT EXISTS numbers_by_name ON numbers (owner, friendly_name);
  CREATE TABLE IF NOT EXISTS resources (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    owner TEXT NOT NULL,
    parent TEXT NOT NULL,
    sid TEXT NOT NULL,
    fields TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  );
  CREATE INDEX IF NOT EXISTS resources_by_kind ON resources (kind, owner, parent);
  CREATE INDEX IF NOT EXISTS resources_by_sid ON resources (sid, kind);
  CREATE INDEX IF NOT EXISTS resources_by_phone_number ON resources (kind, json_extract(fields, '$.phone_number'));
  CREATE TABLE IF NOT EXISTS gone (phone_number TEXT PRIMARY KEY);
  CREATE TABLE IF NOT EXISTS stock (phone_number TEXT PRIMARY KEY);
  CREATE TABLE IF NOT EXISTS purchases (
    owner TEXT NOT NULL DEFAULT '',
    phone_number TEXT NOT NULL,
    bought INTEGER NOT NULL DEFAULT 0,
    updated INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (owner, phone_number)
  );
  CREATE TABLE IF NOT EXISTS faults (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    fault TEXT NOT NULL,
    remaining INTEGER NOT NULL,
    drawn INTEGER NOT NULL DEFAULT 0,
    used INTEGER NOT NULL DEFAULT 0,
    owner TEXT NOT NULL DEFAULT ''
  );
  CREATE TABLE IF NOT EXISTS requests (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    operation TEXT NOT NULL,
    phone_number TEXT,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    body TEXT NOT NULL,
    status INTEGER,
    outcome TEXT NOT NULL,
    fault TEXT,
    owner TEXT NOT NULL DEFAULT '',
    host TEXT
  );
  CREATE TABLE IF NOT EXISTS receiver_answers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    receiver TEXT NOT NULL,
    answer TEXT NOT NULL,
    remaining INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS receipts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    receiver TEXT NOT NULL,
    at INTEGER NOT NULL,
    headers TEXT NOT NULL,
    body TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS receipts_of_receiver ON receipts (receiver, id);
  CREATE TABLE IF NOT EXISTS calls (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sid TEXT NOT NULL UNIQUE,
    transcript TEXT NOT NULL,
    agent_audio BLOB NOT NULL
  );
  CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sid TEXT NOT NULL UNIQUE,
    message TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT ''
  );
  CREATE TABLE IF NOT EXISTS counters (
    owner TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (owner, name)
  );
`;

/** Tables whose rows belong to an account. */
export const ownedTables = [
  "numbers",
  "regional_numbers",
  "resources",
  "purchases",
  "faults",
  "requests",
  "messages",
  "counters",
] as const;

export const sharedTables = ["accounts", "api_keys", "gone", "stock", "receiver_answers", "receipts", "calls"] as const;

/** Tables of the time when the sandbox was one account, whose keys lack the owner: they are written anew. */
const rekeyed = ["numbers", "purchases", "counters"];
const widened = ["faults", "requests", "messages"];

/** A Durable Object's SQL, as far as the tables need it. */
export interface Sql {
  exec(query: string, ...values: string[]): { toArray(): Record<string, unknown>[] };
}

/** Kinds of resources that had tables of their own. */
const absorbed = ["addresses", "bundles", "messaging_services", "tollfree_verifications"];

/** Creates the tables, and gives the rows of an older sandbox to the platform's account. */
export function openTables(sql: Sql): void {
  const columns = (table: string) =>
    sql
      .exec("SELECT name FROM pragma_table_info(?)", table)
      .toArray()
      .map(({ name }) => String(name));
  const isOld = (table: string) => columns(table).length > 0 && !columns(table).includes("owner");
  const old = rekeyed.filter(isOld);
  for (const table of old) sql.exec(`ALTER TABLE ${table} RENAME TO old_${table}`);
  for (const table of widened.filter(isOld)) sql.exec(`ALTER TABLE ${table} ADD COLUMN owner TEXT NOT NULL DEFAULT ''`);
  if (columns("requests").length > 0 && !columns("requests").includes("host"))
    sql.exec("ALTER TABLE requests ADD COLUMN host TEXT");
  sql.exec(schema);
  for (const table of old) {
    const names = columns(`old_${table}`).join(", ");
    sql.exec(`INSERT INTO ${table} (${names}) SELECT ${names} FROM old_${table}`);
    sql.exec(`DROP TABLE old_${table}`);
  }
  for (const kind of absorbed.filter((table) => columns(table).length > 0)) {
    const owner = columns(kind).includes("owner") ? "owner" : "''";
    sql.exec(`INSERT INTO resources (kind, owner, parent, sid, fields, created_at, updated_at)
      SELECT '${kind}', ${owner}, '', sid, fields, created_at, updated_at FROM ${kind} ORDER BY seq`);
    sql.exec(`DROP TABLE ${kind}`);
  }
}
