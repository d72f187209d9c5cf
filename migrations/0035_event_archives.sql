-- The days of tenants' logs that stand in R2, one object each; they follow each other without a gap in `seq`.
CREATE TABLE event_archives (
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  -- UTC, as 2026-11-22.
  day TEXT NOT NULL,
  first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  -- The hash of the event before the first, to which it is chained, and that of the last one.
  previous_hash TEXT NOT NULL,
  last_hash TEXT NOT NULL,
  -- SHA-256 of the NDJSON text, before it is compressed.
  sha256 TEXT NOT NULL,
  archived_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, day)
) STRICT, WITHOUT ROWID;
