-- A number that the carrier lost stays its tenant's until it is found or let go: nobody else gets it meanwhile.
DROP INDEX phone_numbers_owned_once;
CREATE UNIQUE INDEX phone_numbers_owned_once ON phone_numbers (e164)
  WHERE acquisition_method IN ('reseller') AND status IN ('active', 'suspended', 'releasing', 'lost');

DROP INDEX phone_numbers_kept;
CREATE INDEX phone_numbers_kept ON phone_numbers (e164)
  WHERE acquisition_method IN ('reseller') AND status IN ('active', 'suspended', 'releasing', 'cooling_off', 'lost');
