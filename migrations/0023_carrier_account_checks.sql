-- Owner: connections/carrier-accounts

-- The secrets that `secrets` holds, by kind, so that reads need not open them. JSON.
ALTER TABLE carrier_accounts ADD COLUMN secret_kinds TEXT NOT NULL DEFAULT '[]';
-- The rule and the settings at Twilio that make it sign webhooks with our shared keys. JSON; null: there are none.
ALTER TABLE carrier_accounts ADD COLUMN signing TEXT;
-- Until then (ms UTC) one request alone changes the account's signing at Twilio.
ALTER TABLE carrier_accounts ADD COLUMN signing_lease INTEGER NOT NULL DEFAULT 0;
-- When the job verifies the account next (ms UTC).
ALTER TABLE carrier_accounts ADD COLUMN next_check_at INTEGER NOT NULL DEFAULT 0;

CREATE INDEX carrier_accounts_by_next_check ON carrier_accounts (next_check_at, id) WHERE deleted_at IS NULL;
