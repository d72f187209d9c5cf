-- Owner: traffic

-- One row per call to a number. The facts of its webhooks are merged commutatively: their order makes no difference.
CREATE TABLE calls (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  phone_number_id TEXT NOT NULL,
  -- The carrier's own id of the call.
  carrier_id TEXT NOT NULL,
  -- In E.164; null if the caller withholds the number (`caller` says how).
  from_number TEXT,
  caller TEXT NOT NULL,
  to_number TEXT NOT NULL,
  status TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  answered_at INTEGER,
  ended_at INTEGER,
  duration_seconds INTEGER,
  -- The agent of the routing decision, copied for the list's filter.
  agent_id TEXT,
  decision TEXT,
  legs TEXT NOT NULL,
  -- The replay guard: fingerprints of the webhooks received so far, each with its time.
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

-- The carrier's ids of expired calls: a late webhook for one of them is a replay.
CREATE TABLE expired_calls (
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  carrier_id TEXT NOT NULL,
  PRIMARY KEY (tenant_id, carrier_id)
) STRICT, WITHOUT ROWID;

-- One row per message to or from a number.
CREATE TABLE messages (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  phone_number_id TEXT NOT NULL,
  carrier_id TEXT NOT NULL,
  direction TEXT NOT NULL,
  from_number TEXT,
  to_number TEXT,
  -- Null if only the message's delivery status is known.
  body TEXT,
  media TEXT NOT NULL,
  segments INTEGER NOT NULL,
  -- The keyword that the carrier acted on: stop, help or start.
  keyword TEXT,
  forwarded_to TEXT,
  status TEXT NOT NULL,
  error_code INTEGER,
  -- The replay guard, as in `calls`.
  seen TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  -- The state of a message that arrived while the database was down and that the platform forwards itself: due,
  -- sending, sent, failed. Null for all others: the webhook's answer forwards them, or they are not forwarded.
  late_forward TEXT
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX messages_once ON messages (tenant_id, carrier_id);
CREATE INDEX messages_by_creation ON messages (tenant_id, created_at, id);
CREATE INDEX messages_by_number ON messages (tenant_id, phone_number_id, created_at, id);
CREATE INDEX messages_by_status ON messages (tenant_id, status, created_at, id);
CREATE INDEX messages_by_sender ON messages (tenant_id, from_number, created_at, id);

-- The carrier's ids of expired messages, as in `expired_calls`.
CREATE TABLE expired_messages (
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  carrier_id TEXT NOT NULL,
  PRIMARY KEY (tenant_id, carrier_id)
) STRICT, WITHOUT ROWID;

-- Usage per number and agent and UTC day. Invariant: always the sum over the calls and messages, written in their
-- batch.
CREATE TABLE usage_daily (
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  day TEXT NOT NULL,
  phone_number_id TEXT NOT NULL,
  -- Empty if no agent took part.
  agent_id TEXT NOT NULL,
  calls INTEGER NOT NULL,
  answered_calls INTEGER NOT NULL,
  seconds INTEGER NOT NULL,
  minutes INTEGER NOT NULL,
  messages_in INTEGER NOT NULL,
  messages_out INTEGER NOT NULL,
  -- Completed calls of at least 12 seconds: Twilio counts these to decide whether a number is in use.
  long_calls INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, day, phone_number_id, agent_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX usage_by_number ON usage_daily (tenant_id, phone_number_id, day);
CREATE INDEX usage_by_agent ON usage_daily (tenant_id, agent_id, day);
-- For retention, over all tenants.
CREATE INDEX usage_by_day ON usage_daily (day);

-- Rejected webhook requests of each number, by reason. Requests that name no known number count as the platform's.
CREATE TABLE webhook_refusals (
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  day TEXT NOT NULL,
  phone_number_id TEXT NOT NULL,
  unsigned INTEGER NOT NULL,
  wrong_signature INTEGER NOT NULL,
  replayed INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, day, phone_number_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX webhook_refusals_by_day ON webhook_refusals (day);
