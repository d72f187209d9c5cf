-- Owner: tenants

CREATE TABLE tenants (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  -- The D1 binding of the database that holds the tenant's rows.
  shard TEXT NOT NULL DEFAULT 'DB',
  reservation_limit INTEGER NOT NULL DEFAULT 10,
  -- The last event that retention moved out of `events`: the next event gets a higher `seq` even if that table is
  -- empty.
  archived_seq INTEGER NOT NULL DEFAULT 0,
  version INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX tenants_by_creation ON tenants (created_at, id);

-- The platform itself, which owns the API keys with the scope `admin`.
INSERT INTO tenants (id, name, created_at, updated_at) VALUES ('ten_platform', 'Platform', 0, 0);

CREATE TABLE api_keys (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  name TEXT NOT NULL,
  -- SHA-256 of the whole key, in hex. The key itself is shown once and not stored.
  hash TEXT NOT NULL UNIQUE,
  hint TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  revoked_at INTEGER,
  last_used_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX api_keys_of_tenant ON api_keys (tenant_id, created_at, id);
