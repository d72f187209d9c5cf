-- Owner: acquisition

UPDATE order_items SET status = 'canceled' WHERE status = 'cancelled';
UPDATE reservations SET status = 'canceled' WHERE status = 'cancelled';

-- For lists of orders by status. A purchase that succeeds writes no entry.
CREATE INDEX order_items_unsuccessful ON order_items (tenant_id, created_at, order_id)
  WHERE status IN ('failed', 'canceled');
