-- Owner: inventory/assignments

-- Which agent a number had from when to when: [valid_from, valid_to), null while the assignment is current.
-- Invariant: the intervals of a number never overlap and last at least a millisecond, so `valid_from` identifies one.
CREATE TABLE assignments (
  phone_number_id TEXT NOT NULL REFERENCES phone_numbers (id),
  valid_from INTEGER NOT NULL,
  valid_to INTEGER,
  id TEXT NOT NULL,
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  e164 TEXT NOT NULL,
  agent_id TEXT NOT NULL,
  PRIMARY KEY (phone_number_id, valid_from)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX assignments_one_open ON assignments (phone_number_id) WHERE valid_to IS NULL;
CREATE INDEX assignments_of_agent ON assignments (agent_id, phone_number_id) WHERE valid_to IS NULL;
