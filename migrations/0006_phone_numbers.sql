-- Owner: inventory/phone-numbers

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
  -- When the number left the carrier, and until when the tenant may buy it back.
  released_at INTEGER,
  cooling_off_until INTEGER,
  -- The agent of the current assignment, which answers the number's calls.
  agent_id TEXT,
  -- Where incoming messages are forwarded, in E.164.
  sms_forward_to TEXT,
  -- 1: ready, 0: not ready, null: not evaluated (yet, or the number left the inventory). A copy for the list's filter.
  ready INTEGER,
  -- 1 if the number was suspended when the carrier lost it: it is suspended again when the carrier has it again.
  lost_suspended INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Invariant: one tenant at a time has a number. A second guard behind the number's Durable Object. A number that the
-- carrier lost stays its tenant's until it is found or released.
CREATE UNIQUE INDEX phone_numbers_owned_once ON phone_numbers (e164)
  WHERE acquisition_method IN ('reseller') AND status IN ('active', 'suspended', 'releasing', 'lost');

-- For the search and the sync: the numbers of all tenants. It leaves out the status, so that a change of status
-- writes no row of it.
CREATE INDEX phone_numbers_by_e164 ON phone_numbers (e164);

-- Lists of one tenant's numbers. The first index also holds every column that a list can be filtered or sorted by:
-- what the other indexes do not serve is found by a scan of its entries, without reading the rows.
CREATE INDEX phone_numbers_by_creation ON phone_numbers (
  tenant_id, created_at, id, e164, friendly_name, status, country, type, acquisition_method, voice, sms, mms, fax, agent_id,
  ready, tags
);
CREATE INDEX phone_numbers_by_number ON phone_numbers (tenant_id, e164, id);
CREATE INDEX phone_numbers_by_name ON phone_numbers (tenant_id, friendly_name, id);
CREATE INDEX phone_numbers_not_ready ON phone_numbers (tenant_id, created_at, id) WHERE ready = 0;

-- For the jobs that finish releases and end cooling off.
CREATE INDEX phone_numbers_releasing ON phone_numbers (updated_at) WHERE status IN ('releasing');
CREATE INDEX phone_numbers_cooling_off ON phone_numbers (cooling_off_until) WHERE status IN ('cooling_off');

-- Number of each tenant's phone numbers that are not ready. Only the trigger writes it.
CREATE TABLE offline_counts (
  tenant_id TEXT PRIMARY KEY REFERENCES tenants (id),
  numbers INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER phone_numbers_count_offline AFTER UPDATE OF ready, tenant_id ON phone_numbers
WHEN (old.ready, old.tenant_id) IS NOT (new.ready, new.tenant_id)
BEGIN
  UPDATE offline_counts SET numbers = numbers - 1, updated_at = unixepoch() * 1000
  WHERE tenant_id = old.tenant_id AND old.ready = 0;

  INSERT INTO offline_counts (tenant_id, numbers, updated_at)
  SELECT new.tenant_id, 1, unixepoch() * 1000 WHERE new.ready = 0
  ON CONFLICT DO UPDATE SET numbers = numbers + 1, updated_at = excluded.updated_at;
END;

-- Transfers of numbers between tenants, the oldest of each number at position 1. A `seq` is the transfer's event in
-- that tenant's log: it separates the events of the number's time with that tenant from all others.
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

-- Dirty subjects whose change no event names: their readiness must be evaluated again. A subject is a number's id, or
-- the id of an agent, a bundle or an address, which stands for all numbers that depend on it. Written in the batch of
-- the change, deleted by the job `readiness-changes`.
CREATE TABLE readiness_queue (
  subject TEXT PRIMARY KEY,
  -- The last evaluated number of an agent, bundle or address.
  after TEXT NOT NULL,
  -- Grows with each change, so that a change during the evaluation keeps the subject dirty.
  version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
