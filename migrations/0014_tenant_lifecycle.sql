-- Owner: tenants

ALTER TABLE tenants ADD COLUMN status TEXT NOT NULL DEFAULT 'active';
-- Why and since when the tenant has this status. Null for a tenant whose status never changed.
ALTER TABLE tenants ADD COLUMN status_reason TEXT;
ALTER TABLE tenants ADD COLUMN status_since INTEGER;
-- The announcement to callers while the tenant is not active: null for the platform's, empty to reject calls.
ALTER TABLE tenants ADD COLUMN caller_message TEXT;

-- Caps; null for none. A number counts from the order that buys it on.
ALTER TABLE tenants ADD COLUMN number_limit INTEGER;
ALTER TABLE tenants ADD COLUMN cost_limit_amount TEXT;
ALTER TABLE tenants ADD COLUMN cost_limit_currency TEXT;

-- The end of a closed tenant: when its numbers are released and its data deleted, and when that was done.
ALTER TABLE tenants ADD COLUMN release_at INTEGER;
ALTER TABLE tenants ADD COLUMN delete_at INTEGER;
ALTER TABLE tenants ADD COLUMN deleted_at INTEGER;

CREATE INDEX tenants_closed ON tenants (id) WHERE status = 'closed' AND deleted_at IS NULL;

-- Also for the caps now, which add up a tenant's open items: it holds what they read, so that they need no index of
-- their own, which would cost rows with each item.
DROP INDEX order_items_open_by_number;
CREATE INDEX order_items_open_by_number ON order_items (e164, tenant_id, status, price_currency, price_amount)
  WHERE status IN ('queued', 'purchasing', 'unknown');
