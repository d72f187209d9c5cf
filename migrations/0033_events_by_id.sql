-- Events by id, which begin with the time they were written: to find one again, or those of a stretch of time.
CREATE INDEX events_by_id ON events (tenant_id, id);
