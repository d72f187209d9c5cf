-- Open findings whoever's they are, newest first: for whoever administers the platform.
CREATE INDEX findings_open_of_all ON findings (created_at, id) WHERE resolved_at IS NULL;
