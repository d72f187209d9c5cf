-- What filtered lists are read from. Numbers that are alike in everything a list can be filtered by stand together on a shelf,
-- in each of the three orders; a list with filters merges the shelves that fit, whose count does not grow with the inventory.
-- Triggers keep the shelves true, whoever writes phone_numbers.

-- What a number is, as far as it can be filtered by with words of ours: 'active/US/local/reseller/vsm-'.
ALTER TABLE phone_numbers ADD COLUMN kind TEXT NOT NULL GENERATED ALWAYS AS (
  status || '/' || country || '/' || type || '/' || acquisition_method || '/' ||
  iif(voice, 'v', '-') || iif(sms, 's', '-') || iif(mms, 'm', '-') || iif(fax, 'f', '-')
) VIRTUAL;

-- Each number stands on the shelves of its kind for its agent ('none' for nobody's) and for any ('' means any), crossed with
-- each of its tags and any. An id of 4 bytes instead of the four names keeps the rows below small. Shelves stay when empty.
CREATE TABLE number_shelves (
  id INTEGER PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  agent TEXT NOT NULL,
  tag TEXT NOT NULL,
  kind TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX number_shelves_named ON number_shelves (tenant_id, agent, tag, kind);

CREATE TABLE shelved_numbers (
  shelf INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  number_id TEXT NOT NULL,
  e164 TEXT NOT NULL,
  friendly_name TEXT NOT NULL,
  PRIMARY KEY (shelf, created_at, number_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX shelved_numbers_by_number ON shelved_numbers (shelf, e164, number_id);
CREATE INDEX shelved_numbers_by_name ON shelved_numbers (shelf, friendly_name, number_id);

-- The shelves that a number belongs on, by name.
CREATE VIEW shelves_of_numbers AS
SELECT number.id AS number_id, number.tenant_id, agent.value AS agent, tag.value AS tag, number.kind,
  number.created_at, number.e164, number.friendly_name
FROM phone_numbers AS number,
  json_each(json_array('', ifnull(number.agent_id, 'none'))) AS agent,
  json_each(json_insert(number.tags, '$[#]', '')) AS tag;

CREATE TRIGGER phone_numbers_shelve AFTER INSERT ON phone_numbers
BEGIN
  INSERT INTO number_shelves (tenant_id, agent, tag, kind)
  SELECT tenant_id, agent, tag, kind FROM shelves_of_numbers WHERE number_id = new.id
  ON CONFLICT DO NOTHING;

  INSERT INTO shelved_numbers (shelf, created_at, number_id, e164, friendly_name)
  SELECT shelf.id, created_at, number_id, e164, friendly_name
  FROM shelves_of_numbers AS own CROSS JOIN number_shelves AS shelf USING (tenant_id, agent, tag, kind)
  WHERE number_id = new.id
  ON CONFLICT DO NOTHING;
END;

-- Takes the number only from the shelves that it no longer belongs on, so that a new tag costs no more than its own rows.
CREATE TRIGGER phone_numbers_reshelve AFTER UPDATE ON phone_numbers
WHEN (old.id, old.tenant_id, old.kind, old.created_at, old.e164, old.friendly_name, old.tags, old.agent_id)
  IS NOT (new.id, new.tenant_id, new.kind, new.created_at, new.e164, new.friendly_name, new.tags, new.agent_id)
BEGIN
  DELETE FROM shelved_numbers
  WHERE created_at = old.created_at AND number_id = old.id AND shelf IN (
    SELECT shelf.id
    FROM json_each(json_array('', ifnull(old.agent_id, 'none'))) AS agent
    CROSS JOIN json_each(json_insert(old.tags, '$[#]', '')) AS tag
    CROSS JOIN number_shelves AS shelf
    WHERE shelf.tenant_id = old.tenant_id AND shelf.agent = agent.value AND shelf.tag = tag.value AND shelf.kind = old.kind
      AND NOT (
        (old.id, old.tenant_id, old.kind, old.created_at, old.e164)
          = (new.id, new.tenant_id, new.kind, new.created_at, new.e164)
        AND shelf.agent IN ('', ifnull(new.agent_id, 'none'))
        AND shelf.tag IN (SELECT value FROM json_each(json_insert(new.tags, '$[#]', '')))
      )
  );

  INSERT INTO number_shelves (tenant_id, agent, tag, kind)
  SELECT tenant_id, agent, tag, kind FROM shelves_of_numbers WHERE number_id = new.id
  ON CONFLICT DO NOTHING;

  INSERT INTO shelved_numbers (shelf, created_at, number_id, e164, friendly_name)
  SELECT shelf.id, created_at, number_id, e164, friendly_name
  FROM shelves_of_numbers AS own CROSS JOIN number_shelves AS shelf USING (tenant_id, agent, tag, kind)
  WHERE number_id = new.id
  ON CONFLICT DO UPDATE SET friendly_name = excluded.friendly_name WHERE friendly_name <> excluded.friendly_name;
END;

CREATE TRIGGER phone_numbers_unshelve AFTER DELETE ON phone_numbers
BEGIN
  DELETE FROM shelved_numbers
  WHERE created_at = old.created_at AND number_id = old.id AND shelf IN (
    SELECT shelf.id
    FROM json_each(json_array('', ifnull(old.agent_id, 'none'))) AS agent
    CROSS JOIN json_each(json_insert(old.tags, '$[#]', '')) AS tag
    CROSS JOIN number_shelves AS shelf
    WHERE shelf.tenant_id = old.tenant_id AND shelf.agent = agent.value AND shelf.tag = tag.value AND shelf.kind = old.kind
  );
END;

-- Those that are there already.
INSERT INTO number_shelves (tenant_id, agent, tag, kind)
SELECT DISTINCT tenant_id, agent, tag, kind FROM shelves_of_numbers;

INSERT INTO shelved_numbers (shelf, created_at, number_id, e164, friendly_name)
SELECT shelf.id, created_at, number_id, e164, friendly_name
FROM shelves_of_numbers AS own CROSS JOIN number_shelves AS shelf USING (tenant_id, agent, tag, kind)
WHERE true
ON CONFLICT DO NOTHING;

-- The shelves do what these did for the order of creation alone.
DROP INDEX phone_numbers_by_status;
DROP INDEX phone_numbers_by_type;
DROP INDEX phone_numbers_by_country;
