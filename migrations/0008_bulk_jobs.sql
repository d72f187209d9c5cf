-- One change to many numbers. The counts follow from the items, and are written with them.
CREATE TABLE bulk_jobs (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  action TEXT NOT NULL,
  change TEXT NOT NULL,
  item_count INTEGER NOT NULL,
  succeeded INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  -- The key that asked for it, in whose name the items are done; null for an administrator.
  key_id TEXT,
  request_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  completed_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX bulk_jobs_by_creation ON bulk_jobs (tenant_id, created_at, id);

CREATE TABLE bulk_items (
  id TEXT PRIMARY KEY,
  job_id TEXT NOT NULL REFERENCES bulk_jobs (id),
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  position INTEGER NOT NULL,
  -- The line of the CSV file that it came from.
  line INTEGER,
  -- The number as it was asked for, and what was found under that.
  reference TEXT NOT NULL,
  phone_number_id TEXT,
  e164 TEXT,
  -- What a CSV line wants of its number, where that is not the same for all.
  change TEXT,
  status TEXT NOT NULL,
  -- How often somebody has taken it; so it also tells one taker from the next.
  attempts INTEGER NOT NULL,
  error_code TEXT,
  error_detail TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX bulk_items_of_job ON bulk_items (job_id, position);
CREATE INDEX bulk_items_open ON bulk_items (status, updated_at) WHERE status IN ('pending', 'processing');
