-- Owner: sessions

-- Browser sessions of API keys, and of the admin token.
CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  -- The tenant of the key.
  tenant_id TEXT NOT NULL,
  -- The API key that signed in; null: the admin token.
  key_id TEXT,
  -- SHA-256 of the cookie's token; of the token and the admin token, if that signed in.
  hash TEXT NOT NULL UNIQUE,
  -- The tenant that the platform acts for; null: none.
  acting_for TEXT,
  user_agent TEXT,
  created_at INTEGER NOT NULL,
  -- Written every five minutes at most.
  last_used_at INTEGER NOT NULL,
  -- When the session ends at the latest. Signing out sets it to that moment.
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_of_key ON sessions (key_id, created_at, id);
CREATE INDEX sessions_of_tenant ON sessions (tenant_id, created_at, id);
CREATE INDEX sessions_by_end ON sessions (expires_at, id);
