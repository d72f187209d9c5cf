-- Finds numbers by digits anywhere in them: each number once for each of its digits but the last two, under what it is from
-- there on ('+14155550123' under '14155550123', '4155550123', … '123'), so that any run of digits is the beginning of a row's.
-- `shelf` is that of the number's kind for any agent and any tag.
CREATE TABLE number_digits (
  shelf INTEGER NOT NULL,
  digits TEXT NOT NULL,
  number_id TEXT NOT NULL,
  e164 TEXT NOT NULL,
  PRIMARY KEY (shelf, digits, number_id)
) STRICT, WITHOUT ROWID;

CREATE VIEW digits_of_numbers AS
SELECT shelf.id AS shelf, substr(number.e164, place.value) AS digits, number.id AS number_id, number.e164
FROM phone_numbers AS number
CROSS JOIN json_each('[2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]') AS place
CROSS JOIN number_shelves AS shelf
WHERE length(number.e164) >= place.value + 2 AND shelf.tenant_id = number.tenant_id AND shelf.agent = ''
  AND shelf.tag = '' AND shelf.kind = number.kind;

CREATE TRIGGER phone_numbers_list_digits AFTER INSERT ON phone_numbers
BEGIN
  -- Nothing says which trigger runs first, this one or the one that puts the number on its shelves.
  INSERT INTO number_shelves (tenant_id, agent, tag, kind) VALUES (new.tenant_id, '', '', new.kind)
  ON CONFLICT DO NOTHING;

  INSERT INTO number_digits (shelf, digits, number_id, e164)
  SELECT shelf, digits, number_id, e164 FROM digits_of_numbers WHERE number_id = new.id;
END;

CREATE TRIGGER phone_numbers_move_digits AFTER UPDATE ON phone_numbers
WHEN (old.id, old.tenant_id, old.kind, old.e164) IS NOT (new.id, new.tenant_id, new.kind, new.e164)
BEGIN
  DELETE FROM number_digits
  WHERE number_id = old.id
    AND shelf IN (
      SELECT id FROM number_shelves WHERE tenant_id = old.tenant_id AND agent = '' AND tag = '' AND kind = old.kind
    )
    AND digits IN (
      SELECT substr(old.e164, value) FROM json_each('[2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]')
    );

  INSERT INTO number_shelves (tenant_id, agent, tag, kind) VALUES (new.tenant_id, '', '', new.kind)
  ON CONFLICT DO NOTHING;

  INSERT INTO number_digits (shelf, digits, number_id, e164)
  SELECT shelf, digits, number_id, e164 FROM digits_of_numbers WHERE number_id = new.id;
END;

CREATE TRIGGER phone_numbers_drop_digits AFTER DELETE ON phone_numbers
BEGIN
  DELETE FROM number_digits
  WHERE number_id = old.id
    AND shelf IN (
      SELECT id FROM number_shelves WHERE tenant_id = old.tenant_id AND agent = '' AND tag = '' AND kind = old.kind
    )
    AND digits IN (
      SELECT substr(old.e164, value) FROM json_each('[2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]')
    );
END;

INSERT INTO number_digits (shelf, digits, number_id, e164)
SELECT shelf, digits, number_id, e164 FROM digits_of_numbers;
