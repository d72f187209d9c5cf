-- Owner: inventory/agents

-- Where calls go. `phone_numbers.agent_id` names a number's agent.
CREATE TABLE agents (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  name TEXT NOT NULL,
  -- The kind of the destination, copied for the list's filter.
  kind TEXT NOT NULL,
  destination TEXT NOT NULL,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  -- The row stays, so that a second DELETE finds it deleted and calls can still show its name.
  deleted_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX agents_by_creation ON agents (tenant_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX agents_by_kind ON agents (tenant_id, kind, created_at, id) WHERE deleted_at IS NULL;

-- The result of each agent's latest check. An unchanged result is written again only when the row is old.
CREATE TABLE agent_checks (
  agent_id TEXT PRIMARY KEY REFERENCES agents (id),
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  -- The agent's version that was checked: the result says nothing about another destination.
  agent_version INTEGER NOT NULL,
  result TEXT NOT NULL,
  detail TEXT NOT NULL,
  -- Failed checks in a row.
  misses INTEGER NOT NULL,
  checked_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
