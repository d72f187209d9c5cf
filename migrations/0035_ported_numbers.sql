-- Owner: inventory/phone-numbers

-- Invariant: one tenant at a time has a number of the platform's account, whether it was bought or ported.
DROP INDEX phone_numbers_owned_once;
CREATE UNIQUE INDEX phone_numbers_owned_once ON phone_numbers (e164)
  WHERE acquisition_method IN ('reseller', 'porting') AND status IN ('active', 'suspended', 'releasing', 'lost');
