-- Owner: tenants

-- Who may write what only one tenant may have, while there are several databases. Only DB has rows, for seconds.
-- kind and subject: what is about to be written, such as an open port and its number. until: milliseconds.
CREATE TABLE subject_leases (
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  holder TEXT NOT NULL,
  until INTEGER NOT NULL,
  PRIMARY KEY (kind, subject)
) STRICT, WITHOUT ROWID;
