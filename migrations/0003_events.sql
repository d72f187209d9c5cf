-- Owner: events

-- Audit log, outbox and replay source in one. Invariant: each row is written in the same batch as the change it
-- describes.
CREATE TABLE events (
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  seq INTEGER NOT NULL,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  occurred_at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  request_id TEXT NOT NULL,
  subject_type TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  data TEXT NOT NULL,
  -- Chained over the hash of the tenant's previous event; null until the event is sealed.
  hash TEXT,
  PRIMARY KEY (tenant_id, seq)
) STRICT, WITHOUT ROWID;

-- Each index costs one row written per event. Reads name their index (`INDEXED BY`): without statistics SQLite
-- expects ten events per tenant and would read a tenant's whole log by the primary key instead.
CREATE INDEX events_of_subject ON events (tenant_id, subject_id, seq);
CREATE INDEX events_of_type ON events (tenant_id, type, seq);
-- An id begins with its time: finds one event, or the events of a time range.
CREATE INDEX events_by_id ON events (tenant_id, id);

-- The two ends of each tenant's hash chain in `events`. Invariant: an event is sealed if, and only if, its `seq` is
-- at most `sealed_seq`. So the job that seals finds new events by the primary key and needs no index of them.
CREATE TABLE event_seals (
  tenant_id TEXT PRIMARY KEY REFERENCES tenants (id),
  -- The last sealed event, to which the next one is chained.
  sealed_seq INTEGER NOT NULL,
  sealed_hash TEXT NOT NULL,
  -- The hash of the event `tenants.archived_seq`, to which the first one still in `events` is chained.
  archived_hash TEXT
) STRICT, WITHOUT ROWID;

-- The archived days of the event log: one R2 object per row. Invariant: they follow each other without a gap in `seq`.
CREATE TABLE event_archives (
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  -- A UTC day, such as 2026-11-22. A large day has more parts, named with their number: 2026-11-22.0002.
  name TEXT NOT NULL,
  first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  -- The hash of the event before the first, to which it is chained, and the hash of the last.
  previous_hash TEXT NOT NULL,
  last_hash TEXT NOT NULL,
  -- SHA-256 of the NDJSON text before compression.
  sha256 TEXT NOT NULL,
  archived_at INTEGER NOT NULL,
  -- 0 if another part of the same day follows.
  ends_day INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (tenant_id, name)
) STRICT, WITHOUT ROWID;

-- The state of each live feed object that has connections. The object reports it every half minute and deletes its
-- row when its last connection closes.
CREATE TABLE live_feeds (
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  shard INTEGER NOT NULL,
  connections INTEGER NOT NULL,
  -- The backlog of the slowest connection: events not sent yet, and the time of the first of them.
  events_behind INTEGER NOT NULL,
  behind_since INTEGER,
  reported_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, shard)
) STRICT, WITHOUT ROWID;

CREATE INDEX live_feeds_behind ON live_feeds (behind_since) WHERE behind_since IS NOT NULL;
CREATE INDEX live_feeds_by_report ON live_feeds (reported_at);

-- Where a tenant wants its events sent. Deliveries and attempts are in each endpoint's Durable Object.
CREATE TABLE webhook_endpoints (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  url TEXT NOT NULL,
  description TEXT NOT NULL,
  -- JSON list of event types and families (`order.*`). An empty list subscribes to all.
  event_types TEXT NOT NULL,
  status TEXT NOT NULL,
  -- Why the platform stopped the endpoint; null if it is enabled or the tenant disabled it.
  stopped_reason TEXT,
  -- JSON list of sealed secrets, newest first. An older one signs until it expires.
  secrets TEXT NOT NULL,
  -- How far the endpoint's object had read the event log at its last report: it starts here, and jobs find laggards
  -- by it.
  read_seq INTEGER NOT NULL,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  -- The row stays, without its secrets, so that a second DELETE finds it deleted.
  deleted_at INTEGER,
  -- JSON: the last events that left the log before the endpoint read them; null for none.
  skipped TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX webhook_endpoints_by_creation ON webhook_endpoints (tenant_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX webhook_endpoints_to_wake ON webhook_endpoints (tenant_id, id) WHERE status = 'enabled';
CREATE INDEX webhook_endpoints_enabled ON webhook_endpoints (id) WHERE status = 'enabled';
CREATE INDEX webhook_endpoints_paused ON webhook_endpoints (updated_at) WHERE status IN ('paused');
