CREATE TABLE idempotency_keys (
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  key_hash TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  -- While there is no answer the request is running, or it died: then the lock lapses and a repeat takes over.
  locked_until INTEGER NOT NULL,
  -- What the request made, when its own rows tell the outcome better than a stored answer.
  resource_id TEXT,
  status INTEGER,
  body TEXT,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, key_hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
