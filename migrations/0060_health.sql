-- How calls to each carrier account went, as all isolates together have seen it. An isolate adds what it has heard every 15
-- seconds at the most; a row has no index but its key, so that adding writes one row.
CREATE TABLE carrier_outcomes (
  account TEXT PRIMARY KEY,
  -- Since the account is known: usable answers (refusals too), calls without one, calls that an open circuit kept back.
  answered INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  not_sent INTEGER NOT NULL,
  -- How long the answers took together, in milliseconds.
  answered_ms INTEGER NOT NULL,
  last_answered_at INTEGER,
  last_failed_at INTEGER,
  -- The same three in the window of five minutes that began then, and in the one before it.
  window_start INTEGER NOT NULL,
  window_answered INTEGER NOT NULL,
  window_failed INTEGER NOT NULL,
  window_not_sent INTEGER NOT NULL,
  before_answered INTEGER NOT NULL,
  before_failed INTEGER NOT NULL,
  before_not_sent INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The latest run of the health job: which began last, and what the last one that came to its end found.
CREATE TABLE health_probes (
  name TEXT PRIMARY KEY,
  run_id TEXT NOT NULL,
  begun_at INTEGER NOT NULL,
  finished_at INTEGER,
  checks TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- For the report: when a job last got something done, however long it has been failing; and endpoints that were paused.
CREATE INDEX job_runs_done ON job_runs (job, finished_at) WHERE status IN ('completed', 'paused');
CREATE INDEX webhook_endpoints_paused ON webhook_endpoints (updated_at) WHERE status IN ('paused');
