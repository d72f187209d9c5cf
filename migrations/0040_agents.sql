-- Where calls go. A number names its agent in phone_numbers.agent_id.
CREATE TABLE agents (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  name TEXT NOT NULL,
  -- The kind of its destination, beside it for the list's filter.
  kind TEXT NOT NULL,
  destination TEXT NOT NULL,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  -- The row stays, so that deleting it again finds it deleted, and calls can still say what it was called.
  deleted_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX agents_by_creation ON agents (tenant_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX agents_by_kind ON agents (tenant_id, kind, created_at, id) WHERE deleted_at IS NULL;
