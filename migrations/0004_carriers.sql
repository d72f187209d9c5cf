-- Owner: carriers

-- Results of calls to each carrier account, added up over all isolates. An isolate adds its counts every 15 seconds
-- at most. The table has no index but its key, so that an addition writes one row.
CREATE TABLE carrier_outcomes (
  account TEXT PRIMARY KEY,
  -- Totals: usable answers (refusals too), calls without an answer, calls that an open circuit held back.
  answered INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  not_sent INTEGER NOT NULL,
  -- Sum of the answers' durations in milliseconds.
  answered_ms INTEGER NOT NULL,
  last_answered_at INTEGER,
  last_failed_at INTEGER,
  -- The same three counts in the five-minute window that began at `window_start`, and in the window before it.
  window_start INTEGER NOT NULL,
  window_answered INTEGER NOT NULL,
  window_failed INTEGER NOT NULL,
  window_not_sent INTEGER NOT NULL,
  before_answered INTEGER NOT NULL,
  before_failed INTEGER NOT NULL,
  before_not_sent INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
