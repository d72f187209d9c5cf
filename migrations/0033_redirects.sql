-- Owner: tenants

-- 1: agents of the kind `redirect` answer calls to the tenant's numbers in the platform's Twilio account, too.
ALTER TABLE tenants ADD COLUMN redirect_allowed INTEGER NOT NULL DEFAULT 0;
