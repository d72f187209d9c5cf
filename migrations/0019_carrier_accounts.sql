-- Owner: connections/carrier-accounts

-- Twilio accounts that tenants connect. Their numbers stay theirs.
CREATE TABLE carrier_accounts (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  name TEXT NOT NULL,
  -- Twilio's id of the account or sub-account. Two tenants may connect one account.
  account_sid TEXT NOT NULL,
  -- The Twilio Region whose API and numbers are used: us1, ie1, au1 or jp1.
  region TEXT NOT NULL,
  -- The API key's SID; null: requests are made with the auth token.
  api_key_sid TEXT,
  -- Sealed: the auth tokens, the API key's secret and the shared keys that sign webhooks.
  secrets TEXT NOT NULL,
  -- The key of SECRETS_KEY that sealed them, for the job that seals them anew.
  secrets_key_id TEXT NOT NULL,
  -- unverified, verified, degraded or failed.
  status TEXT NOT NULL,
  -- The rungs of the latest verification, as JSON; null before the first.
  verification TEXT,
  verified_at INTEGER,
  version INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT, WITHOUT ROWID;

-- Also for the lists of a tenant.
CREATE UNIQUE INDEX carrier_accounts_connected_once ON carrier_accounts (tenant_id, account_sid, region)
  WHERE deleted_at IS NULL;
CREATE INDEX carrier_accounts_by_creation ON carrier_accounts (tenant_id, created_at, id);
CREATE INDEX carrier_accounts_by_secrets_key ON carrier_accounts (secrets_key_id, id);

-- The account and the trunk of a number; null: the platform's account, and no trunk.
ALTER TABLE phone_numbers ADD COLUMN carrier_account_id TEXT;
ALTER TABLE phone_numbers ADD COLUMN sip_trunk_id TEXT;

-- Invariant: a number of an own account is imported by one tenant at a time. `carrier_id` is Twilio's id of the number
-- in its account, so the same E.164 may stand in the accounts of several tenants.
CREATE UNIQUE INDEX phone_numbers_imported_once ON phone_numbers (carrier_id)
  WHERE acquisition_method IN ('imported') AND status IN ('active', 'suspended', 'releasing', 'lost');
-- Invariant: a number of a trunk belongs to one tenant per Twilio account; '' stands for the platform's account.
CREATE UNIQUE INDEX phone_numbers_on_trunk_once ON phone_numbers (coalesce(carrier_account_id, ''), e164)
  WHERE acquisition_method IN ('sip_trunk') AND status IN ('active', 'suspended', 'releasing', 'lost');
CREATE INDEX phone_numbers_by_account ON phone_numbers (carrier_account_id, e164) WHERE carrier_account_id IS NOT NULL;
CREATE INDEX phone_numbers_by_trunk ON phone_numbers (sip_trunk_id, e164) WHERE sip_trunk_id IS NOT NULL;

DROP INDEX phone_numbers_by_creation;
CREATE INDEX phone_numbers_by_creation ON phone_numbers (
  tenant_id, created_at, id, e164, friendly_name, status, country, type, acquisition_method, voice, sms, mms, fax, agent_id,
  ready, tags, carrier_account_id, sip_trunk_id
);
