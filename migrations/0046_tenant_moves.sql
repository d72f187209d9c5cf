-- Owner: operations/moves

-- The D1 binding of the database that the tenant is moving to; null for a tenant that is not moving. The row counts in
-- the database that `shard` names, unless the tenant's row in `moving_to` counts already.
ALTER TABLE tenants ADD COLUMN moving_to TEXT;

-- A move is recorded in the database that the tenant leaves. Rows are kept.
CREATE TABLE tenant_moves (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  from_database TEXT NOT NULL,
  to_database TEXT NOT NULL,
  status TEXT NOT NULL,
  status_since INTEGER NOT NULL,
  -- Where the work of the status continues, as JSON.
  position TEXT,
  copied_rows INTEGER NOT NULL,
  -- Attempts in a row that failed, and the last error.
  failures INTEGER NOT NULL,
  error_code TEXT,
  error_detail TEXT,
  version INTEGER NOT NULL,
  actor TEXT NOT NULL,
  request_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  moved_at INTEGER,
  ended_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX tenant_moves_one_open ON tenant_moves (tenant_id) WHERE ended_at IS NULL;
CREATE INDEX tenant_moves_of_tenant ON tenant_moves (tenant_id, created_at, id);

-- The tenants that move from or to this database now. While a row has `jobs_rest`, jobs begin no run on this database.
-- While it has `fenced`, the triggers that the move has created refuse each write of the tenant's rows.
CREATE TABLE moving_tenants (
  tenant_id TEXT PRIMARY KEY,
  move_id TEXT NOT NULL,
  stage TEXT NOT NULL,
  jobs_rest INTEGER NOT NULL,
  fenced INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
