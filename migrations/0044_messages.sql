-- One row per message to or from a number.
CREATE TABLE messages (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  phone_number_id TEXT NOT NULL,
  carrier_id TEXT NOT NULL,
  direction TEXT NOT NULL,
  from_number TEXT,
  to_number TEXT,
  -- Null for a message of which only the delivery is known.
  body TEXT,
  media TEXT NOT NULL,
  segments INTEGER NOT NULL,
  -- The keyword that the carrier acted on: stop, help or start.
  keyword TEXT,
  forwarded_to TEXT,
  status TEXT NOT NULL,
  error_code INTEGER,
  seen TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX messages_once ON messages (tenant_id, carrier_id);
CREATE INDEX messages_by_creation ON messages (tenant_id, created_at, id);
CREATE INDEX messages_by_number ON messages (tenant_id, phone_number_id, created_at, id);
CREATE INDEX messages_by_status ON messages (tenant_id, status, created_at, id);
CREATE INDEX messages_by_sender ON messages (tenant_id, from_number, created_at, id);

-- Where a number's messages are passed on to, in E.164.
ALTER TABLE phone_numbers ADD COLUMN sms_forward_to TEXT;
