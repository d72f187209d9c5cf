-- Owner: operations/moves

-- The version of the move's row with which it last wrote the tenant's rows in this database. A batch of an older run,
-- which was on its way when another one took over, finds a later version here and writes nothing.
ALTER TABLE moving_tenants ADD COLUMN move_version INTEGER NOT NULL DEFAULT 0;
