ALTER TABLE findings ADD COLUMN severity TEXT NOT NULL DEFAULT 'critical';
-- Until then nobody wants to be shown it.
ALTER TABLE findings ADD COLUMN snoozed_until INTEGER;
ALTER TABLE findings ADD COLUMN assignee TEXT;
-- `system` when the fact went away by itself.
ALTER TABLE findings ADD COLUMN resolved_by TEXT;
ALTER TABLE findings ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

-- A fact is one tenant's: the platform and a tenant may have the same about the same thing.
DROP INDEX findings_open_once;
CREATE UNIQUE INDEX findings_one_open ON findings (tenant_id, kind, subject_id) WHERE resolved_at IS NULL;

CREATE INDEX findings_open ON findings (tenant_id, created_at, id) WHERE resolved_at IS NULL;
CREATE INDEX findings_by_kind ON findings (tenant_id, kind, created_at, id);
CREATE INDEX findings_by_severity ON findings (tenant_id, severity, created_at, id);
CREATE INDEX findings_of_subject ON findings (tenant_id, subject_id, created_at, id);
-- For the jobs that close them.
CREATE INDEX findings_open_of_kind ON findings (kind, created_at, id) WHERE resolved_at IS NULL;
