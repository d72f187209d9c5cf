-- The events that an endpoint missed last, as they had left the log before it got to them: JSON, null for none.
ALTER TABLE webhook_endpoints ADD COLUMN skipped TEXT;
