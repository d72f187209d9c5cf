-- Owner: acquisition

-- A projection of the NumberReservation objects, which alone write it: for lists, for the search and for the tenant's
-- limit.
CREATE TABLE reservations (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  e164 TEXT NOT NULL,
  status TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  ended_at INTEGER,
  phone_number_id TEXT,
  -- 1 if an order made the hold for itself: such holds do not count against the tenant's limit.
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

CREATE TABLE orders (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  configuration TEXT NOT NULL,
  actor TEXT NOT NULL,
  request_id TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX orders_by_creation ON orders (tenant_id, created_at, id);

CREATE TABLE order_items (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES orders (id),
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  position INTEGER NOT NULL,
  e164 TEXT NOT NULL,
  reservation_id TEXT,
  -- Chosen before the purchase, because the number's webhook URLs contain it. The number exists once the item is
  -- completed.
  phone_number_id TEXT NOT NULL,
  -- 1 if the item buys back a number that the tenant released and that is still cooling off.
  restores INTEGER NOT NULL DEFAULT 0,
  price_amount TEXT,
  price_currency TEXT,
  status TEXT NOT NULL,
  error_code TEXT,
  carrier_code INTEGER,
  retryable INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  -- The regulatory documents of the purchase: chosen when the order is placed, and kept however often the purchase
  -- resumes.
  address_sid TEXT,
  bundle_sid TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX order_items_of_order ON order_items (order_id, position);
CREATE INDEX order_items_open ON order_items (updated_at) WHERE status IN ('queued', 'purchasing', 'unknown');
-- For the sync: whether an order is buying a number that the carrier lists and the inventory lacks.
CREATE INDEX order_items_open_by_number ON order_items (e164) WHERE status IN ('queued', 'purchasing', 'unknown');
-- Addresses and bundles of purchases under way: the first purchase claims them.
CREATE INDEX order_items_open_address ON order_items (address_sid)
  WHERE address_sid IS NOT NULL AND status IN ('queued', 'purchasing', 'unknown');
CREATE INDEX order_items_open_bundle ON order_items (bundle_sid)
  WHERE bundle_sid IS NOT NULL AND status IN ('queued', 'purchasing', 'unknown');

-- The regulatory documents for a tenant's purchases of a country and type, unless the order names others.
CREATE TABLE regulatory_defaults (
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  country TEXT NOT NULL,
  type TEXT NOT NULL,
  address_sid TEXT,
  bundle_sid TEXT,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, country, type)
) STRICT, WITHOUT ROWID;

-- The tenant that owns each address and bundle. All tenants buy on the platform's one Twilio account, so Twilio
-- cannot say.
CREATE TABLE regulatory_claims (
  sid TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  kind TEXT NOT NULL,
  -- The purchase that claimed it; null if a default claimed it.
  order_item_id TEXT,
  claimed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
