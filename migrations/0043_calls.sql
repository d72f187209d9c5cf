-- One row per call that reached a number. What its webhooks said is merged, so that their order makes no difference.
CREATE TABLE calls (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  phone_number_id TEXT NOT NULL,
  -- The carrier's own id of the call.
  carrier_id TEXT NOT NULL,
  -- In E.164; null when the caller shows no number (`caller` says what it is instead).
  from_number TEXT,
  caller TEXT NOT NULL,
  to_number TEXT NOT NULL,
  status TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  answered_at INTEGER,
  ended_at INTEGER,
  duration_seconds INTEGER,
  -- Who was to answer, by the decision; repeated here to be found by.
  agent_id TEXT,
  decision TEXT,
  legs TEXT NOT NULL,
  -- What of each webhook tells it from others, and when it was taken: a repeat and a replay are known by it.
  seen TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX calls_once ON calls (tenant_id, carrier_id);
CREATE INDEX calls_by_creation ON calls (tenant_id, created_at, id);
CREATE INDEX calls_by_number ON calls (tenant_id, phone_number_id, created_at, id);
CREATE INDEX calls_by_agent ON calls (tenant_id, agent_id, created_at, id);
CREATE INDEX calls_by_status ON calls (tenant_id, status, created_at, id);
CREATE INDEX calls_by_caller ON calls (tenant_id, from_number, created_at, id);
