-- Owner: porting/requests

-- Each answer about a request names the requests that were split from it.
CREATE INDEX porting_requests_split_from ON porting_requests (split_from) WHERE split_from IS NOT NULL;
