-- Owner: porting/share-links

-- Links that show a porting request to someone without an API key. The token is not stored: it is the id with its
-- signature.
CREATE TABLE porting_share_links (
  id TEXT PRIMARY KEY,
  porting_request_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  label TEXT,
  -- What its visitors may do, as a JSON array: view, upload, correct.
  permissions TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER,
  -- When the event about its expiry was written; null: not yet.
  expiry_reported_at INTEGER,
  last_opened_at INTEGER,
  -- The API key that made it; null for the platform.
  key_id TEXT,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX porting_share_links_of_request ON porting_share_links (porting_request_id, created_at, id);
CREATE INDEX porting_share_links_of_tenant ON porting_share_links (tenant_id, id);
CREATE INDEX porting_share_links_to_report ON porting_share_links (expires_at, id)
  WHERE revoked_at IS NULL AND expiry_reported_at IS NULL;
