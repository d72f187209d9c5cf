-- Owner: findings

-- For the platform: open findings of all tenants by severity and by subject, and those that are snoozed.
CREATE INDEX findings_open_of_severity ON findings (severity, created_at, id) WHERE resolved_at IS NULL;
CREATE INDEX findings_open_of_subject ON findings (subject_id, created_at, id) WHERE resolved_at IS NULL;
CREATE INDEX findings_snoozed ON findings (created_at, id) WHERE snoozed_until IS NOT NULL AND resolved_at IS NULL;
