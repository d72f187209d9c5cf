-- Owner: traffic

-- The caller of a call and the sender of a message, of any kind. Earlier records kept phone numbers only.
ALTER TABLE calls RENAME COLUMN caller TO from_kind;
-- As the carrier sent it; empty if it sent none.
ALTER TABLE calls ADD COLUMN from_address TEXT NOT NULL DEFAULT '';
-- ISO 3166-1 alpha-2: as the carrier says, or else by the number.
ALTER TABLE calls ADD COLUMN from_country TEXT;
-- The form to compare by: equal for two addresses of one caller.
ALTER TABLE calls ADD COLUMN from_key TEXT NOT NULL DEFAULT '';

ALTER TABLE messages ADD COLUMN from_kind TEXT NOT NULL DEFAULT 'other';
ALTER TABLE messages ADD COLUMN from_address TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN from_country TEXT;
ALTER TABLE messages ADD COLUMN from_key TEXT NOT NULL DEFAULT '';

UPDATE calls SET
  from_kind = iif(from_kind = 'unknown', 'other', from_kind),
  from_address = coalesce(from_number, ''),
  from_key = CASE
    WHEN from_kind = 'anonymous' THEN 'anonymous'
    WHEN from_number IS NULL THEN 'other:'
    WHEN from_number GLOB '+521*' AND length(from_number) = 14 THEN '+52' || substr(from_number, 5)
    WHEN from_number GLOB '+549*' AND length(from_number) = 14 THEN '+54' || substr(from_number, 5)
    ELSE from_number
  END;

UPDATE messages SET
  from_kind = iif(from_number IS NULL, 'other', 'phone_number'),
  from_address = coalesce(from_number, ''),
  from_key = CASE
    WHEN from_number IS NULL THEN 'other:'
    WHEN from_number GLOB '+521*' AND length(from_number) = 14 THEN '+52' || substr(from_number, 5)
    WHEN from_number GLOB '+549*' AND length(from_number) = 14 THEN '+54' || substr(from_number, 5)
    ELSE from_number
  END;

-- Lists are filtered by the form to compare by.
DROP INDEX calls_by_caller;
CREATE INDEX calls_by_caller ON calls (tenant_id, from_key, created_at, id);
DROP INDEX messages_by_sender;
CREATE INDEX messages_by_sender ON messages (tenant_id, from_key, created_at, id);

-- A plan's callers may be of any kind, so what names them is no phone number any more.
UPDATE routing_plans
SET plan = json_set(plan, '$.callers', (
  SELECT json_group_array(json_object('from', value ->> 'phoneNumber', 'agentId', value ->> 'agentId'))
  FROM json_each(routing_plans.plan, '$.callers')
))
WHERE json_array_length(plan, '$.callers') > 0;
