-- Where each job stands, and which run is at it.
CREATE TABLE job_leases (
  job TEXT PRIMARY KEY,
  -- The run that has the lease, or had it last.
  run_id TEXT NOT NULL,
  -- Null while nobody has it. A run that is late to renew it has died, and the next one may take it.
  expires_at INTEGER,
  -- Where the next slice begins; null for the beginning.
  cursor TEXT,
  -- Runs in a row that got no slice done.
  failures INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What runs did: written when one begins and after each of its slices.
CREATE TABLE job_runs (
  id TEXT PRIMARY KEY,
  job TEXT NOT NULL,
  -- `cron`, or who asked for it.
  started_by TEXT NOT NULL,
  status TEXT NOT NULL,
  slices INTEGER NOT NULL,
  counted TEXT NOT NULL,
  -- The first ones; error_count counts all.
  errors TEXT NOT NULL,
  error_count INTEGER NOT NULL,
  next_cursor TEXT,
  started_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  finished_at INTEGER
) STRICT, WITHOUT ROWID;

-- The second line of defence behind the lease.
CREATE UNIQUE INDEX job_runs_one_running ON job_runs (job) WHERE status IN ('running');
CREATE INDEX job_runs_by_start ON job_runs (started_at, id);
CREATE INDEX job_runs_of_job ON job_runs (job, started_at, id);
