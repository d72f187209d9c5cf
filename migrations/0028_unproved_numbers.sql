-- Owner: inventory/phone-numbers

-- For the limit of numbers on trunks that no call has proved.
CREATE INDEX phone_numbers_unproved ON phone_numbers (tenant_id)
  WHERE acquisition_method IN ('sip_trunk') AND status IN ('active', 'suspended', 'releasing', 'lost')
    AND ownership_proved_at IS NULL;
