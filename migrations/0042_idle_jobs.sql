-- Owner: operations

-- When the jobs of each cron expression last looked for work and found none, as a JSON object by job (milliseconds).
-- One row for all of them: a platform at rest would otherwise write a lease and a run per job each minute.
CREATE TABLE job_idle_times (
  cron TEXT PRIMARY KEY,
  times TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The job's cursor has a position by `seq` now.
UPDATE job_leases SET cursor = NULL WHERE job = 'readiness-changes';
