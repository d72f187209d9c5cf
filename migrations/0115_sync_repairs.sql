-- What the sync sets up anew at the carrier, written down before the carrier is asked: if the run dies before it can tell of a
-- repair, the next one does. Kept for a while after it is told of, so that of two that repair the same one tells.
CREATE TABLE sync_repairs (
  phone_number_id TEXT PRIMARY KEY REFERENCES phone_numbers (id),
  fields TEXT NOT NULL,
  begun_at INTEGER NOT NULL,
  told_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX sync_repairs_by_telling ON sync_repairs (told_at, begun_at);
