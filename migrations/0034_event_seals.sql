-- Each event's hash, chained over the tenant's previous one; null until it is sealed.
ALTER TABLE events ADD COLUMN hash TEXT;

-- What is still to be sealed, of all tenants.
CREATE INDEX events_unsealed ON events (tenant_id, seq) WHERE hash IS NULL;

-- Where each tenant's chain has got to: its end, which the next event is chained to, and where what is left of it begins.
CREATE TABLE event_seals (
  tenant_id TEXT PRIMARY KEY REFERENCES tenants (id),
  sealed_seq INTEGER NOT NULL,
  sealed_hash TEXT NOT NULL,
  -- The hash of the event `tenants.archived_seq`, to which the first one still in `events` is chained.
  archived_hash TEXT
) STRICT, WITHOUT ROWID;
