-- Things that need a person. At most one open finding for the same fact.
CREATE TABLE findings (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  kind TEXT NOT NULL,
  subject_type TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  evidence TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  resolved_at INTEGER,
  note TEXT
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX findings_open_once ON findings (kind, subject_id) WHERE resolved_at IS NULL;
CREATE INDEX findings_by_creation ON findings (tenant_id, created_at, id);
