-- Owner: inventory/phone-numbers

-- 1: the tenant wants the number never to be ported to another carrier.
ALTER TABLE phone_numbers ADD COLUMN port_out_lock INTEGER NOT NULL DEFAULT 0;
-- When Twilio reported that another carrier takes the number (ms UTC); null: it did not.
ALTER TABLE phone_numbers ADD COLUMN port_out_reported_at INTEGER;
