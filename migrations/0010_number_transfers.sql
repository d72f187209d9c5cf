-- How numbers went from one tenant to another. Each log's `seq` of the transfer tells which of its events belong to the
-- number's time with that tenant.
CREATE TABLE number_transfers (
  phone_number_id TEXT NOT NULL REFERENCES phone_numbers (id),
  position INTEGER NOT NULL,
  from_tenant_id TEXT NOT NULL REFERENCES tenants (id),
  from_seq INTEGER NOT NULL,
  to_tenant_id TEXT NOT NULL REFERENCES tenants (id),
  to_seq INTEGER NOT NULL,
  transferred_at INTEGER NOT NULL,
  PRIMARY KEY (phone_number_id, position)
) STRICT, WITHOUT ROWID;
