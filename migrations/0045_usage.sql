-- What each number and agent did on each day (UTC): always the sum over the calls and messages, as it is written with them.
CREATE TABLE usage_daily (
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  day TEXT NOT NULL,
  phone_number_id TEXT NOT NULL,
  -- Empty for what no agent had a part in.
  agent_id TEXT NOT NULL,
  calls INTEGER NOT NULL,
  answered_calls INTEGER NOT NULL,
  seconds INTEGER NOT NULL,
  minutes INTEGER NOT NULL,
  messages_in INTEGER NOT NULL,
  messages_out INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, day, phone_number_id, agent_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX usage_by_number ON usage_daily (tenant_id, phone_number_id, day);
CREATE INDEX usage_by_agent ON usage_daily (tenant_id, agent_id, day);

-- Requests to a number's doors that were turned away, by reason. What names no number counts as the platform's.
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
