-- Where a tenant wants its events sent. The deliveries themselves are in each endpoint's Durable Object.
CREATE TABLE webhook_endpoints (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  url TEXT NOT NULL,
  description TEXT NOT NULL,
  -- JSON list of types and families of types (`order.*`); an empty one stands for all.
  event_types TEXT NOT NULL,
  status TEXT NOT NULL,
  -- Why it is not enabled, when that was not the tenant's own doing.
  stopped_reason TEXT,
  -- JSON list, the newest first, each sealed; an older one signs until it expires.
  secrets TEXT NOT NULL,
  -- How far its object had read the tenant's log when it last said so: where it starts, and how the ones left behind are found.
  read_seq INTEGER NOT NULL,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  -- The row stays, without its secrets, so that deleting it again finds it deleted.
  deleted_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX webhook_endpoints_by_creation ON webhook_endpoints (tenant_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX webhook_endpoints_to_wake ON webhook_endpoints (tenant_id, id) WHERE status = 'enabled';
CREATE INDEX webhook_endpoints_enabled ON webhook_endpoints (id) WHERE status = 'enabled';
