-- Owner: idempotency

CREATE TABLE idempotency_keys (
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  key_hash TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  -- Without a stored answer, the request is running or its process died. A repeat takes over after this time.
  locked_until INTEGER NOT NULL,
  -- The resource that the request created, if its own rows describe the outcome better than a stored answer.
  resource_id TEXT,
  status INTEGER,
  body TEXT,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, key_hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
