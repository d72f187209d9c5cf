-- Owner: inventory/phone-numbers

-- When a call proved that a number of a SIP trunk is its tenant's; null before, and for numbers of other kinds.
ALTER TABLE phone_numbers ADD COLUMN ownership_proved_at INTEGER;
