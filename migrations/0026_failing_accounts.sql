-- Owner: carriers

-- Tenants' accounts that did not answer lately. Additions to the platform's account still write one row.
CREATE INDEX carrier_outcomes_failing ON carrier_outcomes (last_failed_at) WHERE account >= 'cac_';
