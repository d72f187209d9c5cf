-- What a tenant's numbers of a country and type are bought with, unless an order names something else.
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

-- All tenants buy on the platform's one account: whose an address or a bundle of it is, is written down here, once.
CREATE TABLE regulatory_claims (
  sid TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  kind TEXT NOT NULL,
  -- The purchase that claimed it; null when it was claimed as a default.
  order_item_id TEXT,
  claimed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
