-- Owner: operations

-- The progress of each job, and the run that holds its lease.
CREATE TABLE job_leases (
  job TEXT PRIMARY KEY,
  -- The run that holds the lease, or held it last.
  run_id TEXT NOT NULL,
  -- Null while no run holds it. A run that does not renew in time is dead, and the next one may claim the lease.
  expires_at INTEGER,
  -- Where the next slice begins; null for the beginning.
  cursor TEXT,
  -- Runs in a row that finished no slice.
  failures INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One row per run, written when it begins and after each slice.
CREATE TABLE job_runs (
  id TEXT PRIMARY KEY,
  job TEXT NOT NULL,
  -- `cron`, or the actor that requested the run.
  started_by TEXT NOT NULL,
  status TEXT NOT NULL,
  slices INTEGER NOT NULL,
  counted TEXT NOT NULL,
  -- The first errors; `error_count` counts all.
  errors TEXT NOT NULL,
  error_count INTEGER NOT NULL,
  next_cursor TEXT,
  started_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  finished_at INTEGER
) STRICT, WITHOUT ROWID;

-- Invariant: one run per job at a time. A second guard behind the lease.
CREATE UNIQUE INDEX job_runs_one_running ON job_runs (job) WHERE status IN ('running');
CREATE INDEX job_runs_by_start ON job_runs (started_at, id);
CREATE INDEX job_runs_of_job ON job_runs (job, started_at, id);
-- For the health report: when a job last made progress, however long it has been failing.
CREATE INDEX job_runs_done ON job_runs (job, finished_at) WHERE status IN ('completed', 'paused');

-- The latest run of the health job: the run that began last, and the checks of the last run that finished.
CREATE TABLE health_probes (
  name TEXT PRIMARY KEY,
  run_id TEXT NOT NULL,
  begun_at INTEGER NOT NULL,
  finished_at INTEGER,
  checks TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Comparisons of a carrier account with the inventory, started by cron or by request.
CREATE TABLE sync_runs (
  id TEXT PRIMARY KEY,
  -- `platform`: the account that numbers are resold from.
  carrier_account TEXT NOT NULL,
  -- 1: reports the actions without taking them.
  dry_run INTEGER NOT NULL,
  started_by TEXT NOT NULL,
  status TEXT NOT NULL,
  phase TEXT NOT NULL,
  -- Where the run continues: the page of the carrier's list, and the last number done in that page or in the inventory.
  page TEXT,
  after TEXT,
  counted TEXT NOT NULL,
  -- Why the run proves nothing about missing numbers.
  error_code TEXT,
  error_detail TEXT,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  -- The time of the first request to the carrier.
  began_at INTEGER,
  updated_at INTEGER NOT NULL,
  finished_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX sync_runs_by_creation ON sync_runs (created_at, id);
CREATE INDEX sync_runs_unfinished ON sync_runs (created_at, id) WHERE status IN ('waiting', 'running');

-- The numbers that a run has seen on the carrier's list, some thousands per row, deleted when the run is over.
CREATE TABLE sync_seen (
  run_id TEXT NOT NULL REFERENCES sync_runs (id),
  part INTEGER NOT NULL,
  numbers TEXT NOT NULL,
  PRIMARY KEY (run_id, part)
) STRICT, WITHOUT ROWID;

-- The differences of a run, with the action taken and its outcome.
CREATE TABLE sync_differences (
  run_id TEXT NOT NULL REFERENCES sync_runs (id),
  kind TEXT NOT NULL,
  e164 TEXT NOT NULL,
  tenant_id TEXT,
  phone_number_id TEXT,
  fields TEXT NOT NULL,
  action TEXT NOT NULL,
  outcome TEXT NOT NULL,
  -- The subject of the finding that the difference needs; null if it needs none.
  finding_subject TEXT,
  PRIMARY KEY (run_id, kind, e164)
) STRICT, WITHOUT ROWID;

CREATE INDEX sync_differences_by_subject ON sync_differences (run_id, kind, finding_subject);

-- Numbers that a complete run did not find at the carrier, until a run finds them.
CREATE TABLE sync_absences (
  phone_number_id TEXT PRIMARY KEY REFERENCES phone_numbers (id),
  carrier_account TEXT NOT NULL,
  run_id TEXT NOT NULL,
  noted_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Repairs at the carrier, written before the carrier is asked: if the run dies before it reports a repair, the next
-- run reports it. A row stays for a while after its report, so that two runs that repair the same number report it
-- once.
CREATE TABLE sync_repairs (
  phone_number_id TEXT PRIMARY KEY REFERENCES phone_numbers (id),
  fields TEXT NOT NULL,
  begun_at INTEGER NOT NULL,
  -- When the repair was reported; null until then.
  reported_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX sync_repairs_by_report ON sync_repairs (reported_at, begun_at);

-- Each number's readiness at its last change.
CREATE TABLE number_readiness (
  phone_number_id TEXT PRIMARY KEY REFERENCES phone_numbers (id),
  ready INTEGER,
  causes TEXT NOT NULL,
  version INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- How far the job `readiness-changes` has read the event log: all events whose ids are older than `at` (milliseconds).
CREATE TABLE readiness_watermark (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  at INTEGER NOT NULL
) STRICT;

-- The regulatory documents in the carrier's record of each number, at their last change. Written by the sync.
CREATE TABLE number_documents (
  phone_number_id TEXT PRIMARY KEY REFERENCES phone_numbers (id),
  carrier_id TEXT NOT NULL,
  address_requirement TEXT NOT NULL,
  address_sid TEXT,
  bundle_sid TEXT,
  -- Null if the carrier does not say.
  emergency_calling INTEGER,
  emergency_address TEXT,
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX number_documents_by_bundle ON number_documents (bundle_sid, phone_number_id) WHERE bundle_sid IS NOT NULL;
CREATE INDEX number_documents_by_carrier_id ON number_documents (carrier_id);
-- A number whose address or bundle changed hands still has its former owner's.
CREATE INDEX number_documents_by_address ON number_documents (address_sid, phone_number_id) WHERE address_sid IS NOT NULL;

-- The state of each bundle that a number depends on. An unchanged state is written again only when the row is old.
CREATE TABLE bundle_states (
  sid TEXT PRIMARY KEY,
  -- Null: the carrier account has no such bundle.
  status TEXT,
  valid_until INTEGER,
  asked_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Numbers with a registration for application-to-person messaging, complete or pending, by the carrier's ids. A
-- number without a row has none, if the last round began after the number was bought.
CREATE TABLE messaging_registrations (
  carrier_id TEXT NOT NULL,
  -- `campaign`: by a messaging service (A2P 10DLC); `toll_free`: by the number itself.
  kind TEXT NOT NULL,
  -- The messaging service; empty for `toll_free`.
  sender_group TEXT NOT NULL,
  state TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (carrier_id, kind)
) STRICT, WITHOUT ROWID;

CREATE INDEX messaging_registrations_by_group ON messaging_registrations (kind, sender_group, carrier_id);

-- When the last round began that read all registrations of a kind.
CREATE TABLE messaging_rounds (
  kind TEXT PRIMARY KEY,
  began_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A number that is bought back gets the documents of that day.
CREATE TRIGGER phone_numbers_without_documents AFTER UPDATE OF status ON phone_numbers
WHEN old.status IS NOT new.status AND new.status IN ('cooling_off', 'released')
BEGIN
  DELETE FROM number_documents WHERE phone_number_id = new.id;
END;
