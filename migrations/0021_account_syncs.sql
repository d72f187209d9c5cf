-- Owner: operations/sync

-- The tenant whose carrier account the run compares; null: the platform's account. `carrier_account` has the id of the
-- tenant's account.
ALTER TABLE sync_runs ADD COLUMN tenant_id TEXT;

-- The runs of one account, and of one tenant's accounts.
CREATE INDEX sync_runs_by_account ON sync_runs (carrier_account, created_at, id);
CREATE INDEX sync_runs_by_tenant ON sync_runs (tenant_id, created_at, id) WHERE tenant_id IS NOT NULL;
