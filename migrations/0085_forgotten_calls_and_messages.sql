-- The carrier's ids of calls and messages past retention: all that is kept of them, so that an old webhook is known as a replay.
CREATE TABLE forgotten_calls (
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  carrier_id TEXT NOT NULL,
  PRIMARY KEY (tenant_id, carrier_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE forgotten_messages (
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  carrier_id TEXT NOT NULL,
  PRIMARY KEY (tenant_id, carrier_id)
) STRICT, WITHOUT ROWID;
