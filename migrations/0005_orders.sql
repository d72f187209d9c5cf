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
  -- Given out beforehand, so that the number's webhook URLs are known when it is bought; a number only once completed.
  phone_number_id TEXT NOT NULL,
  -- 1 when the item buys back a number that the tenant released and that has not cooled off yet.
  restores INTEGER NOT NULL DEFAULT 0,
  price_amount TEXT,
  price_currency TEXT,
  status TEXT NOT NULL,
  error_code TEXT,
  carrier_code INTEGER,
  retryable INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX order_items_of_order ON order_items (order_id, position);
CREATE INDEX order_items_open ON order_items (updated_at) WHERE status IN ('queued', 'purchasing', 'unknown');
