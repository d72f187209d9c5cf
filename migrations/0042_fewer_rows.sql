-- Owner: operations, events, inventory/phone-numbers, acquisition

-- When the jobs of each cron expression last looked for work and found none, as a JSON object by job (milliseconds
-- UTC). It is one row for all of them, as a platform at rest would otherwise write a lease and a run per job each minute.
CREATE TABLE job_idle_times (
  cron TEXT PRIMARY KEY,
  times TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Each entry of an index is a row written, which D1 bills.

-- A log has no gap in `seq`, and ids are in nearly the same order, so events of a time or id are found by halving.
DROP INDEX events_by_id;
-- It has a position by event id.
UPDATE job_leases SET cursor = NULL WHERE job = 'readiness-changes';

-- One index instead of two for the numbers of the platform's account. Invariant: one tenant at a time has a number. A
-- number that is cooling off has an entry of its own.
DROP INDEX phone_numbers_by_e164;
DROP INDEX phone_numbers_owned_once;
CREATE UNIQUE INDEX phone_numbers_owned_once ON phone_numbers (e164, iif(status = 'cooling_off', id, ''))
  WHERE acquisition_method IN ('reseller', 'porting') AND status IN ('active', 'suspended', 'releasing', 'cooling_off', 'lost');

-- One index instead of two for the items under way of all tenants, which are few at a time and read from end to end.
DROP INDEX order_items_open;
DROP INDEX order_items_open_by_number;
CREATE INDEX order_items_open ON order_items (e164, tenant_id, status, updated_at, price_currency, price_amount)
  WHERE status IN ('queued', 'purchasing', 'unknown');
