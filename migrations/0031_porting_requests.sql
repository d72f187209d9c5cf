-- Owner: porting/requests

-- Requests to port numbers to the platform.
CREATE TABLE porting_requests (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  status TEXT NOT NULL,
  -- Since when the request has its status (ms UTC).
  status_since INTEGER NOT NULL,
  -- twilio or operator.
  path TEXT NOT NULL,
  name TEXT,
  customer_reference TEXT,
  -- What the customer says about the port, as JSON.
  details TEXT NOT NULL,
  -- Account number and PIN, sealed; null: neither was given.
  secrets TEXT,
  secrets_key_id TEXT,
  -- Which secrets there are, as a JSON array.
  secret_kinds TEXT NOT NULL,
  -- The latest pre-flight check as JSON; null: none yet.
  preflight TEXT,
  -- The confirmed instant of the port (ms UTC), and the rest about it as JSON.
  foc_at INTEGER,
  foc TEXT,
  -- The reasons of an exception as JSON; null: there is none.
  exception TEXT,
  -- The request that this one was split from.
  split_from TEXT,
  -- The port's SID at Twilio, and what Twilio said of it latest as JSON.
  carrier_request_id TEXT,
  carrier TEXT,
  -- What has to be sent to Twilio as JSON; null: nothing.
  carrier_task TEXT,
  -- Until when an invocation works on the request (ms UTC); 0: none does.
  lease_until INTEGER NOT NULL DEFAULT 0,
  -- When the platform looks at the request again (ms UTC); null: never.
  next_check_at INTEGER,
  -- When the request last moved, for reports of silence (ms UTC).
  moved_at INTEGER NOT NULL,
  -- The place on the operators' board: the rank of its attention, then status_since; null: not on it.
  board_position INTEGER,
  -- The API key that created it; null for the platform.
  key_id TEXT,
  version INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  submitted_at INTEGER,
  ended_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX porting_requests_by_creation ON porting_requests (tenant_id, created_at, id);
CREATE INDEX porting_requests_by_status ON porting_requests (status, status_since, id);
CREATE INDEX porting_requests_on_board ON porting_requests (board_position, id) WHERE board_position IS NOT NULL;
CREATE INDEX porting_requests_on_board_of_tenant ON porting_requests (tenant_id, board_position, id)
  WHERE board_position IS NOT NULL;
CREATE INDEX porting_requests_due ON porting_requests (next_check_at, id) WHERE next_check_at IS NOT NULL;
CREATE UNIQUE INDEX porting_requests_at_carrier ON porting_requests (carrier_request_id)
  WHERE carrier_request_id IS NOT NULL;

CREATE TABLE porting_numbers (
  id TEXT PRIMARY KEY,
  porting_request_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  e164 TEXT NOT NULL,
  status TEXT NOT NULL,
  status_since INTEGER NOT NULL,
  -- 1: in an open port, of which a number has one at most over all tenants.
  is_open INTEGER NOT NULL,
  country TEXT NOT NULL,
  type TEXT NOT NULL,
  losing_carrier TEXT,
  -- The number's own PIN, sealed.
  pin TEXT,
  pin_key_id TEXT,
  -- The number's own configuration as JSON; null: the request's.
  configuration TEXT,
  foc_at INTEGER,
  messaging_status TEXT NOT NULL,
  -- Why the number does not move, as JSON.
  rejection TEXT,
  -- The number's SID in the port at Twilio, and its status there.
  carrier_number_id TEXT,
  carrier_status TEXT,
  -- The id that the number has, or will have, in the inventory.
  phone_number_id TEXT,
  -- carrier_list or first_call; null: not proved.
  proved_by TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX porting_numbers_of_request ON porting_numbers (porting_request_id, e164);
CREATE UNIQUE INDEX porting_numbers_open ON porting_numbers (e164) WHERE is_open = 1;
CREATE UNIQUE INDEX porting_numbers_by_phone_number ON porting_numbers (phone_number_id)
  WHERE phone_number_id IS NOT NULL;
CREATE INDEX porting_numbers_of_tenant ON porting_numbers (tenant_id, id);

-- What happened to a request, with comments. Rows are never changed.
CREATE TABLE porting_entries (
  id TEXT PRIMARY KEY,
  porting_request_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  -- customer or internal.
  visibility TEXT NOT NULL,
  actor_kind TEXT NOT NULL,
  actor_id TEXT,
  -- A sentence for people.
  detail TEXT NOT NULL,
  data TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX porting_entries_of_request ON porting_entries (porting_request_id, id);
CREATE INDEX porting_entries_of_tenant ON porting_entries (tenant_id, id);
