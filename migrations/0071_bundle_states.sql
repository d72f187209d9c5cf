-- How bundles stand that numbers hang on. An unchanged answer is written down again only when the row has grown old.
CREATE TABLE bundle_states (
  sid TEXT PRIMARY KEY,
  -- Null: the account has no such bundle.
  status TEXT,
  valid_until INTEGER,
  asked_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A bundle stands for all numbers that hang on it, as an agent does for those it answers.
CREATE TRIGGER bundle_states_due_when_new AFTER INSERT ON bundle_states
BEGIN
  INSERT INTO readiness_due VALUES ('bundle:' || new.sid, '', 1)
  ON CONFLICT DO UPDATE SET after = '', marks = marks + 1;
END;

CREATE TRIGGER bundle_states_due AFTER UPDATE ON bundle_states
WHEN (old.status, old.valid_until) IS NOT (new.status, new.valid_until)
BEGIN
  INSERT INTO readiness_due VALUES ('bundle:' || new.sid, '', 1)
  ON CONFLICT DO UPDATE SET after = '', marks = marks + 1;
END;
