CREATE TABLE phone_numbers (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  e164 TEXT NOT NULL,
  country TEXT NOT NULL,
  type TEXT NOT NULL,
  voice INTEGER NOT NULL,
  sms INTEGER NOT NULL,
  mms INTEGER NOT NULL,
  fax INTEGER NOT NULL,
  status TEXT NOT NULL,
  acquisition_method TEXT NOT NULL,
  -- The carrier's own id of the number.
  carrier_id TEXT NOT NULL,
  friendly_name TEXT NOT NULL,
  tags TEXT NOT NULL,
  metadata TEXT NOT NULL,
  deletion_lock INTEGER NOT NULL DEFAULT 0,
  price_amount TEXT,
  price_currency TEXT,
  order_item_id TEXT,
  version INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  -- When the number left the carrier, and until when it may be asked back.
  released_at INTEGER,
  cooling_off_until INTEGER
) STRICT, WITHOUT ROWID;

-- The second line of defence behind the number's object: bought once, owned once.
CREATE UNIQUE INDEX phone_numbers_owned_once ON phone_numbers (e164)
  WHERE acquisition_method IN ('reseller') AND status IN ('active', 'suspended', 'releasing');

-- What the search leaves out.
CREATE INDEX phone_numbers_kept ON phone_numbers (e164)
  WHERE acquisition_method IN ('reseller') AND status IN ('active', 'suspended', 'releasing', 'cooling_off');

CREATE INDEX phone_numbers_by_creation ON phone_numbers (tenant_id, created_at, id);
CREATE INDEX phone_numbers_by_number ON phone_numbers (tenant_id, e164, id);
CREATE INDEX phone_numbers_by_name ON phone_numbers (tenant_id, friendly_name, id);
CREATE INDEX phone_numbers_by_status ON phone_numbers (tenant_id, status, created_at, id);
CREATE INDEX phone_numbers_by_type ON phone_numbers (tenant_id, type, created_at, id);
CREATE INDEX phone_numbers_by_country ON phone_numbers (tenant_id, country, created_at, id);
CREATE INDEX phone_numbers_releasing ON phone_numbers (updated_at) WHERE status IN ('releasing');
CREATE INDEX phone_numbers_cooling_off ON phone_numbers (cooling_off_until) WHERE status IN ('cooling_off');
