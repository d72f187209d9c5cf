-- A day of very many events is archived in parts, one object and one row each: the first has the day for a name, as days had
-- before, and the others the day with their number, as 2026-11-22.0002.
ALTER TABLE event_archives RENAME COLUMN day TO name;

-- Whether the day ends with it: 0 while more of the day is to come, in the part after it.
ALTER TABLE event_archives ADD COLUMN ends_day INTEGER NOT NULL DEFAULT 1;
