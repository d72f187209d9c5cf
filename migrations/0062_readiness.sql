-- Whether callers reach each number, and why not: worked out from what else is known, and worked out again when that changes.

-- 1: ready, 0: not, null: not judged (yet, or not in the inventory any more). Here for the list's filter.
ALTER TABLE phone_numbers ADD COLUMN ready INTEGER;

CREATE INDEX phone_numbers_by_readiness ON phone_numbers (tenant_id, ready, created_at, id) WHERE ready IS NOT NULL;

-- How many of a tenant's numbers are not ready. Kept by the trigger alone.
CREATE TABLE offline_counts (
  tenant_id TEXT PRIMARY KEY REFERENCES tenants (id),
  numbers INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER phone_numbers_count_offline AFTER UPDATE OF ready, tenant_id ON phone_numbers
WHEN (old.ready, old.tenant_id) IS NOT (new.ready, new.tenant_id)
BEGIN
  UPDATE offline_counts SET numbers = numbers - 1, updated_at = unixepoch() * 1000
  WHERE tenant_id = old.tenant_id AND old.ready = 0;

  INSERT INTO offline_counts (tenant_id, numbers, updated_at)
  SELECT new.tenant_id, 1, unixepoch() * 1000 WHERE new.ready = 0
  ON CONFLICT DO UPDATE SET numbers = numbers + 1, updated_at = excluded.updated_at;
END;

-- The verdict on each number, as it was when it last changed.
CREATE TABLE number_readiness (
  phone_number_id TEXT PRIMARY KEY REFERENCES phone_numbers (id),
  ready INTEGER,
  causes TEXT NOT NULL,
  version INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What an agent's latest check found out. An unchanged answer is written down again only when the row has grown old.
CREATE TABLE agent_checks (
  agent_id TEXT PRIMARY KEY REFERENCES agents (id),
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  -- Of the agent that was checked: what is known of another destination says nothing.
  agent_version INTEGER NOT NULL,
  result TEXT NOT NULL,
  detail TEXT NOT NULL,
  -- Failed checks in a row.
  misses INTEGER NOT NULL,
  checked_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What changed, so that numbers are to be judged again: a number's id or an agent's, which stands for all of its numbers. The
-- triggers write the mark in the transaction of the change, whoever makes it.
CREATE TABLE readiness_due (
  subject TEXT PRIMARY KEY,
  -- Of an agent's numbers, the one that was judged last.
  after TEXT NOT NULL,
  -- Grows with each change, so that a change during the work is not forgotten with it.
  marks INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER phone_numbers_due_when_new AFTER INSERT ON phone_numbers
BEGIN
  INSERT INTO readiness_due VALUES (new.id, '', 1) ON CONFLICT DO UPDATE SET after = '', marks = marks + 1;
END;

CREATE TRIGGER phone_numbers_due AFTER UPDATE OF status, agent_id, tenant_id ON phone_numbers
WHEN (old.status, old.agent_id, old.tenant_id) IS NOT (new.status, new.agent_id, new.tenant_id)
BEGIN
  INSERT INTO readiness_due VALUES (new.id, '', 1) ON CONFLICT DO UPDATE SET after = '', marks = marks + 1;
END;

CREATE TRIGGER routing_plans_due_when_new AFTER INSERT ON routing_plans
BEGIN
  INSERT INTO readiness_due VALUES (new.phone_number_id, '', 1) ON CONFLICT DO UPDATE SET after = '', marks = marks + 1;
END;

CREATE TRIGGER routing_plans_due AFTER UPDATE OF valid_to ON routing_plans
BEGIN
  INSERT INTO readiness_due VALUES (new.phone_number_id, '', 1) ON CONFLICT DO UPDATE SET after = '', marks = marks + 1;
END;

CREATE TRIGGER agents_due AFTER UPDATE OF destination, deleted_at ON agents
WHEN (old.destination, old.deleted_at) IS NOT (new.destination, new.deleted_at)
BEGIN
  INSERT INTO readiness_due VALUES (new.id, '', 1) ON CONFLICT DO UPDATE SET after = '', marks = marks + 1;
END;

CREATE TRIGGER agent_checks_due_when_new AFTER INSERT ON agent_checks
BEGIN
  INSERT INTO readiness_due VALUES (new.agent_id, '', 1) ON CONFLICT DO UPDATE SET after = '', marks = marks + 1;
END;

CREATE TRIGGER agent_checks_due AFTER UPDATE ON agent_checks
WHEN (old.agent_version, old.result, min(old.misses, 2)) IS NOT (new.agent_version, new.result, min(new.misses, 2))
BEGIN
  INSERT INTO readiness_due VALUES (new.agent_id, '', 1) ON CONFLICT DO UPDATE SET after = '', marks = marks + 1;
END;

CREATE TRIGGER findings_due_when_new AFTER INSERT ON findings
WHEN new.kind IN ('number_drifted', 'number_missing')
BEGIN
  INSERT INTO readiness_due VALUES (new.subject_id, '', 1) ON CONFLICT DO UPDATE SET after = '', marks = marks + 1;
END;

CREATE TRIGGER findings_due AFTER UPDATE OF resolved_at ON findings
WHEN new.kind IN ('number_drifted', 'number_missing')
BEGIN
  INSERT INTO readiness_due VALUES (new.subject_id, '', 1) ON CONFLICT DO UPDATE SET after = '', marks = marks + 1;
END;
