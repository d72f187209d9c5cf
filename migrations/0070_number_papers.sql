-- What the carrier's record of a number says of its papers, as it was when that last changed. Written by the sync.
CREATE TABLE number_papers (
  phone_number_id TEXT PRIMARY KEY REFERENCES phone_numbers (id),
  carrier_id TEXT NOT NULL,
  address_requirement TEXT NOT NULL,
  address_sid TEXT,
  bundle_sid TEXT,
  -- Null where the carrier does not say.
  emergency_calling INTEGER,
  emergency_address TEXT,
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX number_papers_by_bundle ON number_papers (bundle_sid, phone_number_id) WHERE bundle_sid IS NOT NULL;
CREATE INDEX number_papers_by_carrier_id ON number_papers (carrier_id);

CREATE TRIGGER number_papers_due_when_new AFTER INSERT ON number_papers
BEGIN
  INSERT INTO readiness_due VALUES (new.phone_number_id, '', 1) ON CONFLICT DO UPDATE SET after = '', marks = marks + 1;
END;

CREATE TRIGGER number_papers_due AFTER UPDATE ON number_papers
BEGIN
  INSERT INTO readiness_due VALUES (new.phone_number_id, '', 1) ON CONFLICT DO UPDATE SET after = '', marks = marks + 1;
END;

-- Whoever buys the number back does so with papers of that day.
CREATE TRIGGER phone_numbers_without_papers AFTER UPDATE OF status ON phone_numbers
WHEN old.status IS NOT new.status AND new.status IN ('cooling_off', 'released')
BEGIN
  DELETE FROM number_papers WHERE phone_number_id = new.id;
END;
