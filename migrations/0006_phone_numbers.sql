-- Owner: inventory/phone-numbers

CREATE TABLE phone_numbers (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  e164 TEXT NOT NULL,
  country TEXT NOT NULL,
  type TEXT NOT NULL,
  voice INTEGER NOT NULL,
  sms INTEGER NOT NULL,
  mms INTEGER NOT NULL,
  fax INTEGER NOT NULL,
  status TEXT NOT NULL,
  acquisition_method TEXT NOT NULL,
  -- The carrier's own id of the number.
  carrier_id TEXT NOT NULL,
  friendly_name TEXT NOT NULL,
  tags TEXT NOT NULL,
  metadata TEXT NOT NULL,
  deletion_lock INTEGER NOT NULL DEFAULT 0,
  price_amount TEXT,
  price_currency TEXT,
  order_item_id TEXT,
  version INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  -- When the number left the carrier, and until when the tenant may buy it back.
  released_at INTEGER,
  cooling_off_until INTEGER,
  -- The agent of the current assignment, which answers the number's calls.
  agent_id TEXT,
  -- What a list can be filtered by with words of ours: 'active/US/local/reseller/vsm-'.
  kind TEXT NOT NULL GENERATED ALWAYS AS (
    status || '/' || country || '/' || type || '/' || acquisition_method || '/' ||
    iif(voice, 'v', '-') || iif(sms, 's', '-') || iif(mms, 'm', '-') || iif(fax, 'f', '-')
  ) VIRTUAL,
  -- Where incoming messages are forwarded, in E.164.
  sms_forward_to TEXT,
  -- 1: ready, 0: not ready, null: not evaluated (yet, or the number left the inventory). A copy for the list's filter.
  ready INTEGER,
  -- 1 if the number was suspended when the carrier lost it: it is suspended again when the carrier has it again.
  lost_suspended INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Invariant: one tenant at a time has a number. A second guard behind the number's Durable Object. A number that the carrier
-- lost stays its tenant's until it is found or released.
CREATE UNIQUE INDEX phone_numbers_owned_once ON phone_numbers (e164)
  WHERE acquisition_method IN ('reseller') AND status IN ('active', 'suspended', 'releasing', 'lost');

-- The numbers that the search for numbers leaves out.
CREATE INDEX phone_numbers_kept ON phone_numbers (e164)
  WHERE acquisition_method IN ('reseller') AND status IN ('active', 'suspended', 'releasing', 'cooling_off', 'lost');

CREATE INDEX phone_numbers_by_creation ON phone_numbers (tenant_id, created_at, id);
CREATE INDEX phone_numbers_by_number ON phone_numbers (tenant_id, e164, id);
CREATE INDEX phone_numbers_by_name ON phone_numbers (tenant_id, friendly_name, id);
CREATE INDEX phone_numbers_by_readiness ON phone_numbers (tenant_id, ready, created_at, id) WHERE ready IS NOT NULL;
-- For the jobs that finish releases and end cooling off.
CREATE INDEX phone_numbers_releasing ON phone_numbers (updated_at) WHERE status IN ('releasing');
CREATE INDEX phone_numbers_cooling_off ON phone_numbers (cooling_off_until) WHERE status IN ('cooling_off');

-- Number of each tenant's phone numbers that are not ready. Only the trigger writes it.
CREATE TABLE offline_counts (
  tenant_id TEXT PRIMARY KEY REFERENCES tenants (id),
  numbers INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER phone_numbers_count_offline AFTER UPDATE OF ready, tenant_id ON phone_numbers
WHEN (old.ready, old.tenant_id) IS NOT (new.ready, new.tenant_id)
BEGIN
  UPDATE offline_counts SET numbers = numbers - 1, updated_at = unixepoch() * 1000
  WHERE tenant_id = old.tenant_id AND old.ready = 0;

  INSERT INTO offline_counts (tenant_id, numbers, updated_at)
  SELECT new.tenant_id, 1, unixepoch() * 1000 WHERE new.ready = 0
  ON CONFLICT DO UPDATE SET numbers = numbers + 1, updated_at = excluded.updated_at;
END;

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

-- Transfers of numbers between tenants, the oldest of each number at position 1. A `seq` is the transfer's event in that
-- tenant's log: it separates the events of the number's time with that tenant from all others.
CREATE TABLE number_transfers (
  phone_number_id TEXT NOT NULL REFERENCES phone_numbers (id),
  position INTEGER NOT NULL,
  from_tenant_id TEXT NOT NULL REFERENCES tenants (id),
  from_seq INTEGER NOT NULL,
  to_tenant_id TEXT NOT NULL REFERENCES tenants (id),
  to_seq INTEGER NOT NULL,
  transferred_at INTEGER NOT NULL,
  PRIMARY KEY (phone_number_id, position)
) STRICT, WITHOUT ROWID;
