-- Owner: events

-- Each entry of an index is a row written, which D1 bills. A log has no gap in `seq`, and ids are in nearly the same
-- order, so events of a time or id are found by halving.
DROP INDEX events_by_id;
