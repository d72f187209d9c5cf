-- Numbers that are registered to send messages of programs, or are to be, by the carrier's ids. A number that is not here is not,
-- if the last round began after it came.
CREATE TABLE messaging_registrations (
  carrier_id TEXT NOT NULL,
  -- `campaign`: by a group of senders (A2P 10DLC); `toll_free`: by itself.
  kind TEXT NOT NULL,
  -- Empty for those that are registered by themselves.
  sender_group TEXT NOT NULL,
  state TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (carrier_id, kind)
) STRICT, WITHOUT ROWID;

CREATE INDEX messaging_registrations_by_group ON messaging_registrations (kind, sender_group, carrier_id);

-- When the last round began that read all registrations of a kind.
CREATE TABLE messaging_rounds (
  kind TEXT PRIMARY KEY,
  began_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER messaging_registrations_due_when_new AFTER INSERT ON messaging_registrations
BEGIN
  INSERT INTO readiness_due SELECT phone_number_id, '', 1 FROM number_papers WHERE carrier_id = new.carrier_id
  ON CONFLICT DO UPDATE SET after = '', marks = marks + 1;
END;

CREATE TRIGGER messaging_registrations_due AFTER UPDATE OF state ON messaging_registrations
WHEN old.state IS NOT new.state
BEGIN
  INSERT INTO readiness_due SELECT phone_number_id, '', 1 FROM number_papers WHERE carrier_id = new.carrier_id
  ON CONFLICT DO UPDATE SET after = '', marks = marks + 1;
END;

CREATE TRIGGER messaging_registrations_due_when_gone AFTER DELETE ON messaging_registrations
BEGIN
  INSERT INTO readiness_due SELECT phone_number_id, '', 1 FROM number_papers WHERE carrier_id = old.carrier_id
  ON CONFLICT DO UPDATE SET after = '', marks = marks + 1;
END;
