-- Owner: connections/carrier-accounts

-- Deleted accounts whose secrets are still needed, to remove what the platform created at Twilio.
CREATE INDEX carrier_accounts_being_deleted ON carrier_accounts (id)
  WHERE deleted_at IS NOT NULL AND secret_kinds <> '[]';
