-- Whose an address or a bundle is bears on the numbers that have it: one that changed hands still has its former owner's.
CREATE INDEX number_papers_by_address ON number_papers (address_sid, phone_number_id) WHERE address_sid IS NOT NULL;

CREATE TRIGGER regulatory_claims_due_when_new AFTER INSERT ON regulatory_claims
BEGIN
  INSERT INTO readiness_due SELECT new.kind || ':' || new.sid, '', 1
  WHERE EXISTS (SELECT 1 FROM number_papers WHERE bundle_sid = new.sid)
    OR EXISTS (SELECT 1 FROM number_papers WHERE address_sid = new.sid)
  ON CONFLICT DO UPDATE SET after = '', marks = marks + 1;
END;

CREATE TRIGGER regulatory_claims_due_when_freed AFTER DELETE ON regulatory_claims
BEGIN
  INSERT INTO readiness_due SELECT old.kind || ':' || old.sid, '', 1
  WHERE EXISTS (SELECT 1 FROM number_papers WHERE bundle_sid = old.sid)
    OR EXISTS (SELECT 1 FROM number_papers WHERE address_sid = old.sid)
  ON CONFLICT DO UPDATE SET after = '', marks = marks + 1;
END;
