-- Owner: inventory/bulk-jobs

-- One change to many numbers.
CREATE TABLE bulk_jobs (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  action TEXT NOT NULL,
  change TEXT NOT NULL,
  item_count INTEGER NOT NULL,
  -- Counts of the finished items, written in the batch that finishes an item.
  succeeded INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  -- The API key that submitted the job and acts for its items; null for the platform.
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
  -- The item's line in the CSV file.
  line INTEGER,
  -- The number as the request named it (an id or E.164), and the number that was found.
  reference TEXT NOT NULL,
  phone_number_id TEXT,
  e164 TEXT,
  -- The change of this item's CSV line, if it differs from the job's.
  change TEXT,
  status TEXT NOT NULL,
  -- How often a worker has claimed the item. Only the latest claim may write the result.
  attempts INTEGER NOT NULL,
  error_code TEXT,
  error_detail TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX bulk_items_of_job ON bulk_items (job_id, position);
CREATE INDEX bulk_items_open ON bulk_items (status, updated_at) WHERE status IN ('pending', 'processing');
