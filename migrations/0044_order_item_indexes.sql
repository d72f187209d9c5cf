-- Owner: acquisition

-- One index instead of two for the items under way of all tenants, which are few at a time and read from end to end.
DROP INDEX order_items_open;
DROP INDEX order_items_open_by_number;
CREATE INDEX order_items_open ON order_items (e164, tenant_id, status, updated_at, price_currency, price_amount)
  WHERE status IN ('queued', 'purchasing', 'unknown');
