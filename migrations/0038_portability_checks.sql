-- Owner: porting/portability-checks

-- Twilio's answers whether numbers can be ported, kept for a day. They are the same for all tenants.
CREATE TABLE portability_answers (
  e164 TEXT PRIMARY KEY,
  -- 1 or 0; null: Twilio could not say, or was not asked yet.
  is_portable INTEGER,
  -- Everything else that Twilio said, as JSON.
  answer TEXT,
  -- When Twilio answered (ms UTC); 0: not yet.
  checked_at INTEGER NOT NULL,
  -- Until when an invocation asks Twilio (ms UTC); 0: none does.
  claimed_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX portability_answers_by_age ON portability_answers (checked_at);

CREATE TABLE portability_checks (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  number_count INTEGER NOT NULL,
  portable INTEGER NOT NULL,
  not_portable INTEGER NOT NULL,
  undetermined INTEGER NOT NULL,
  -- The API key that created it; null for the platform.
  key_id TEXT,
  request_id TEXT NOT NULL,
  -- The run that works on the check until wake_at (ms UTC); null: none. From wake_at on, another may.
  runner TEXT,
  wake_at INTEGER NOT NULL,
  -- Runs in a row that Twilio made wait.
  waits INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX portability_checks_by_creation ON portability_checks (tenant_id, created_at, id);
CREATE INDEX portability_checks_open ON portability_checks (tenant_id, created_at, id) WHERE ended_at IS NULL;
CREATE INDEX portability_checks_due ON portability_checks (wake_at, id) WHERE ended_at IS NULL;

-- The numbers of checks, each with the answer that it got.
CREATE TABLE portability_items (
  check_id TEXT NOT NULL REFERENCES portability_checks (id),
  position INTEGER NOT NULL,
  tenant_id TEXT NOT NULL,
  e164 TEXT NOT NULL,
  -- pending or checked.
  status TEXT NOT NULL,
  is_portable INTEGER,
  answer TEXT,
  checked_at INTEGER,
  PRIMARY KEY (check_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX portability_items_pending ON portability_items (check_id, position) WHERE status IN ('pending');
CREATE INDEX portability_items_of_tenant ON portability_items (tenant_id, check_id, position);
