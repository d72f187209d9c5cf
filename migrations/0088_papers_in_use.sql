-- Which addresses and bundles somebody is buying with, and so has before others.
CREATE INDEX order_items_open_address ON order_items (address_sid)
  WHERE address_sid IS NOT NULL AND status IN ('queued', 'purchasing', 'unknown');
CREATE INDEX order_items_open_bundle ON order_items (bundle_sid)
  WHERE bundle_sid IS NOT NULL AND status IN ('queued', 'purchasing', 'unknown');
