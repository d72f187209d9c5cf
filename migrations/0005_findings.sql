-- Owner: findings

-- Facts that need a person's attention.
CREATE TABLE findings (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  kind TEXT NOT NULL,
  subject_type TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  evidence TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  resolved_at INTEGER,
  note TEXT,
  severity TEXT NOT NULL DEFAULT 'critical',
  -- Lists of open findings leave the finding out until this time.
  snoozed_until INTEGER,
  assignee TEXT,
  -- `system` when the fact went away by itself.
  resolved_by TEXT,
  version INTEGER NOT NULL DEFAULT 1
) STRICT, WITHOUT ROWID;

-- Invariant: at most one open finding per tenant and fact. The platform and a tenant may each have one about the same
-- subject.
CREATE UNIQUE INDEX findings_one_open ON findings (tenant_id, kind, subject_id) WHERE resolved_at IS NULL;
CREATE INDEX findings_by_creation ON findings (tenant_id, created_at, id);
CREATE INDEX findings_open ON findings (tenant_id, created_at, id) WHERE resolved_at IS NULL;
CREATE INDEX findings_by_kind ON findings (tenant_id, kind, created_at, id);
CREATE INDEX findings_by_severity ON findings (tenant_id, severity, created_at, id);
CREATE INDEX findings_of_subject ON findings (tenant_id, subject_id, created_at, id);
-- For the jobs that resolve findings.
CREATE INDEX findings_open_of_kind ON findings (kind, created_at, id) WHERE resolved_at IS NULL;
-- For the platform: open findings of all tenants.
CREATE INDEX findings_open_of_all ON findings (created_at, id) WHERE resolved_at IS NULL;
