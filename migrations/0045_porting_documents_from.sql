-- Owner: porting/requests

-- The request whose documents this one uses, too: it was split off that one, and is with the same losing carrier.
ALTER TABLE porting_requests ADD COLUMN documents_from TEXT;
UPDATE porting_requests SET documents_from = split_from WHERE split_from IS NOT NULL;
