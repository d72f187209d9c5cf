-- A projection of the NumberReservation objects, written by them alone: for lists, for search and for the tenant's limit.
CREATE TABLE reservations (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  e164 TEXT NOT NULL,
  status TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  ended_at INTEGER,
  phone_number_id TEXT,
  -- 1 when an order made it for itself: such holds do not count against the tenant's limit.
  for_order INTEGER NOT NULL DEFAULT 0,
  -- Counts the object's changes, so that a repeated or late projection writes nothing.
  version INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX reservations_one_live ON reservations (e164) WHERE status IN ('held', 'purchasing');
CREATE INDEX reservations_due ON reservations (expires_at) WHERE status IN ('held');
CREATE INDEX reservations_by_status ON reservations (tenant_id, status, created_at, id, expires_at);
CREATE INDEX reservations_by_creation ON reservations (tenant_id, created_at, id);
CREATE INDEX reservations_by_number ON reservations (tenant_id, e164, created_at, id);
