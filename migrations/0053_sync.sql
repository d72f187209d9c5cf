-- Comparisons of a carrier account with the inventory, wanted by cron or by hand.
CREATE TABLE sync_runs (
  id TEXT PRIMARY KEY,
  -- `platform`: the account that numbers are resold from.
  carrier_account TEXT NOT NULL,
  -- Says what would be done, and does nothing.
  dry_run INTEGER NOT NULL,
  started_by TEXT NOT NULL,
  status TEXT NOT NULL,
  phase TEXT NOT NULL,
  -- Where it goes on: the page of the carrier's list, and the number that was done last in it or in the inventory.
  page TEXT,
  after TEXT,
  counted TEXT NOT NULL,
  -- Why it proves nothing about what is missing.
  error_code TEXT,
  error_detail TEXT,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  -- When the carrier was first asked.
  began_at INTEGER,
  updated_at INTEGER NOT NULL,
  finished_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX sync_runs_by_creation ON sync_runs (created_at, id);
CREATE INDEX sync_runs_unfinished ON sync_runs (created_at, id) WHERE status IN ('waiting', 'running');

-- The numbers that a run has seen on the carrier's list, some thousands to a row, until it is over.
CREATE TABLE sync_seen (
  run_id TEXT NOT NULL REFERENCES sync_runs (id),
  part INTEGER NOT NULL,
  numbers TEXT NOT NULL,
  PRIMARY KEY (run_id, part)
) STRICT, WITHOUT ROWID;

-- What differed, and what became of it.
CREATE TABLE sync_differences (
  run_id TEXT NOT NULL REFERENCES sync_runs (id),
  kind TEXT NOT NULL,
  e164 TEXT NOT NULL,
  tenant_id TEXT,
  phone_number_id TEXT,
  fields TEXT NOT NULL,
  action TEXT NOT NULL,
  outcome TEXT NOT NULL,
  -- What a finding about it would be about, while it needs one.
  finding_subject TEXT,
  PRIMARY KEY (run_id, kind, e164)
) STRICT, WITHOUT ROWID;

CREATE INDEX sync_differences_by_subject ON sync_differences (run_id, kind, finding_subject);

-- Numbers that a complete run did not find at the carrier, until one does.
CREATE TABLE sync_absences (
  phone_number_id TEXT PRIMARY KEY REFERENCES phone_numbers (id),
  carrier_account TEXT NOT NULL,
  run_id TEXT NOT NULL,
  noted_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Whether somebody is buying a number that the carrier lists and the inventory lacks.
CREATE INDEX order_items_open_by_number ON order_items (e164) WHERE status IN ('queued', 'purchasing', 'unknown');
