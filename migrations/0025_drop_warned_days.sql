-- Owner: connections/sip-trunks

-- Warnings before a certificate expires follow from its date: the open finding is what was warned of.
ALTER TABLE sip_gateways DROP COLUMN warned_days;
