-- Owner: porting/documents

-- Documents of porting requests. Their contents are objects in R2.
CREATE TABLE porting_documents (
  id TEXT PRIMARY KEY,
  porting_request_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  -- bill, csr, loa or other.
  kind TEXT NOT NULL,
  filename TEXT NOT NULL,
  content_type TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  -- Of the contents, in hex.
  sha256 TEXT NOT NULL,
  -- scanning, stored or rejected. The contents of a rejected document are gone.
  status TEXT NOT NULL,
  -- Why it was rejected; null: it was not.
  detail TEXT,
  -- uploaded, made or link.
  origin TEXT NOT NULL,
  -- When the scanner is asked again (ms UTC); null: it is not.
  next_scan_at INTEGER,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX porting_documents_of_request ON porting_documents (porting_request_id, created_at, id);
CREATE UNIQUE INDEX porting_documents_by_contents ON porting_documents (porting_request_id, kind, sha256)
  WHERE status <> 'rejected';
CREATE INDEX porting_documents_of_tenant ON porting_documents (tenant_id, id);
CREATE INDEX porting_documents_to_scan ON porting_documents (next_scan_at, id) WHERE next_scan_at IS NOT NULL;

-- Objects in R2 that no document has, or none yet: an upload takes its object out of here in the batch that writes its
-- document. An object that is still here when its time comes is deleted.
CREATE TABLE porting_discarded_objects (
  -- The key in R2.
  id TEXT PRIMARY KEY,
  due_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX porting_discarded_objects_due ON porting_discarded_objects (due_at, id);
