-- What the number is bought with: chosen when the order is placed, and the same however often its purchase is resumed.
ALTER TABLE order_items ADD COLUMN address_sid TEXT;
ALTER TABLE order_items ADD COLUMN bundle_sid TEXT;
