CREATE TABLE tenants (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  -- Which database holds the tenant's rows: the name of a D1 binding.
  shard TEXT NOT NULL DEFAULT 'DB',
  reservation_limit INTEGER NOT NULL DEFAULT 10,
  -- The last event that retention has moved out of `events`: the next one gets a higher seq even if the table is empty.
  archived_seq INTEGER NOT NULL DEFAULT 0,
  version INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX tenants_by_creation ON tenants (created_at, id);

INSERT INTO tenants (id, name, created_at, updated_at) VALUES ('ten_platform', 'Platform', 0, 0);

CREATE TABLE api_keys (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  name TEXT NOT NULL,
  -- SHA-256 of the whole key, hex. The key itself is shown once and stored nowhere.
  hash TEXT NOT NULL UNIQUE,
  hint TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  revoked_at INTEGER,
  last_used_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX api_keys_of_tenant ON api_keys (tenant_id, created_at, id);
