/** Everything the sandbox remembers. `seq` is the paging order: a number bought later has a higher one. */
export const schema = `
  CREATE TABLE IF NOT EXISTS numbers (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    sid TEXT NOT NULL UNIQUE,
    phone_number TEXT NOT NULL UNIQUE,
    friendly_name TEXT NOT NULL,
    type TEXT NOT NULL,
    beta INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    settings TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS numbers_by_friendly_name ON numbers (friendly_name);
  CREATE TABLE IF NOT EXISTS addresses (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    sid TEXT NOT NULL UNIQUE,
    fields TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS bundles (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    sid TEXT NOT NULL UNIQUE,
    fields TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS messaging_services (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    sid TEXT NOT NULL UNIQUE,
    fields TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS tollfree_verifications (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    sid TEXT NOT NULL UNIQUE,
    fields TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS gone (phone_number TEXT PRIMARY KEY);
  CREATE TABLE IF NOT EXISTS purchases (
    phone_number TEXT PRIMARY KEY,
    bought INTEGER NOT NULL DEFAULT 0,
    updated INTEGER NOT NULL DEFAULT 0
  );
  CREATE TABLE IF NOT EXISTS faults (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    fault TEXT NOT NULL,
    remaining INTEGER NOT NULL,
    drawn INTEGER NOT NULL DEFAULT 0,
    used INTEGER NOT NULL DEFAULT 0
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
    fault TEXT
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
  CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
`;

export const tables = [
  "numbers",
  "addresses",
  "bundles",
  "messaging_services",
  "tollfree_verifications",
  "gone",
  "purchases",
  "faults",
  "requests",
  "receiver_answers",
  "receipts",
  "counters",
] as const;
