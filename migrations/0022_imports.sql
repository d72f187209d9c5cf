-- Owner: acquisition/imports

-- Jobs that import numbers of a carrier account, or detach them.
CREATE TABLE import_jobs (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  carrier_account_id TEXT NOT NULL,
  -- import or detach.
  action TEXT NOT NULL,
  dry_run INTEGER NOT NULL,
  -- What the request asked for, as JSON.
  options TEXT NOT NULL,
  -- Where the list of all numbers continues; null: at its beginning.
  list_position TEXT,
  -- 1: every item has its row.
  listed INTEGER NOT NULL,
  item_count INTEGER NOT NULL,
  -- Counts of the finished items, written in the batch that finishes an item.
  succeeded INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  -- The API key that submitted the job and acts for its items; null for the platform.
  key_id TEXT,
  request_id TEXT NOT NULL,
  -- The run that works on the job until wake_at (ms UTC); null: none. From wake_at on, another may.
  runner TEXT,
  wake_at INTEGER NOT NULL,
  -- Runs in a row that Twilio or the database made wait.
  waits INTEGER NOT NULL,
  -- Why Twilio's list could not be read; such a job ends.
  error_code TEXT,
  error_detail TEXT,
  carrier_code INTEGER,
  created_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX import_jobs_by_creation ON import_jobs (tenant_id, created_at, id);
CREATE INDEX import_jobs_open ON import_jobs (wake_at, id) WHERE ended_at IS NULL;

CREATE TABLE import_items (
  id TEXT PRIMARY KEY,
  job_id TEXT NOT NULL REFERENCES import_jobs (id),
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  position INTEGER NOT NULL,
  -- The number as the request or the list named it: E.164, Twilio's id, or the id of the number here.
  reference TEXT NOT NULL,
  e164 TEXT,
  carrier_id TEXT,
  -- The number in the inventory; of an import, the one that it makes.
  phone_number_id TEXT NOT NULL,
  -- pending, claimed, undoing, succeeded or failed.
  step TEXT NOT NULL,
  -- Runs that Twilio or the database made wait at this item.
  attempts INTEGER NOT NULL,
  -- What was or would be replaced and restored, as JSON.
  report TEXT NOT NULL,
  error_code TEXT,
  error_detail TEXT,
  carrier_code INTEGER,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX import_items_of_job ON import_items (job_id, position);
CREATE UNIQUE INDEX import_items_once ON import_items (job_id, reference);
-- An item that had to wait comes after those that had not.
CREATE INDEX import_items_open ON import_items (job_id, attempts, position) WHERE step IN ('pending', 'claimed', 'undoing');
CREATE INDEX import_items_unfinished ON import_items (phone_number_id) WHERE step IN ('claimed', 'undoing');

-- The settings of a number at Twilio before its import, to put them back.
CREATE TABLE number_snapshots (
  phone_number_id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  carrier_id TEXT NOT NULL,
  -- Sealed: URLs may hold secrets.
  settings TEXT NOT NULL,
  -- The key of SECRETS_KEY that sealed them, for the job that seals them anew.
  secrets_key_id TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX number_snapshots_by_carrier_id ON number_snapshots (tenant_id, carrier_id, created_at);
CREATE INDEX number_snapshots_by_secrets_key ON number_snapshots (secrets_key_id, phone_number_id);
