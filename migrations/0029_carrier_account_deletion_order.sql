-- Owner: connections/carrier-accounts

-- The deletions that are due come first, so that one that fails holds up no other.
DROP INDEX carrier_accounts_being_deleted;
CREATE INDEX carrier_accounts_being_deleted ON carrier_accounts (next_check_at, id)
  WHERE deleted_at IS NOT NULL AND secret_kinds <> '[]';
