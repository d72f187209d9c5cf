-- Owner: traffic

-- Each entry of an index is a row written, which D1 bills. The carrier's id of a call or message stays for good, so
-- instead of an entry in an index, and later a row of its own, each has one row from the beginning. It is the only
-- thing that keeps a second record from being made. `record_id` is null if the record expired before this migration.
ALTER TABLE expired_calls RENAME TO recorded_calls;
ALTER TABLE recorded_calls ADD COLUMN record_id TEXT;
INSERT INTO recorded_calls (tenant_id, carrier_id, record_id) SELECT tenant_id, carrier_id, id FROM calls WHERE true
ON CONFLICT (tenant_id, carrier_id) DO UPDATE SET record_id = excluded.record_id;
DROP INDEX calls_once;

ALTER TABLE expired_messages RENAME TO recorded_messages;
ALTER TABLE recorded_messages ADD COLUMN record_id TEXT;
INSERT INTO recorded_messages (tenant_id, carrier_id, record_id) SELECT tenant_id, carrier_id, id FROM messages WHERE true
ON CONFLICT (tenant_id, carrier_id) DO UPDATE SET record_id = excluded.record_id;
DROP INDEX messages_once;

-- A list of all calls merges the lists of their statuses, which are complete: a call has an entry in `calls_under_way`
-- or in `calls_by_end`.
DROP INDEX calls_by_creation;
