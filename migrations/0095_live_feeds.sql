-- How each object of a live feed stands that has connections, as it says itself every half minute; it takes its row away when
-- the last one is gone.
CREATE TABLE live_feeds (
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  shard INTEGER NOT NULL,
  connections INTEGER NOT NULL,
  -- Events that the furthest behind of its connections has not been sent, and when the first of them happened.
  events_behind INTEGER NOT NULL,
  behind_since INTEGER,
  reported_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, shard)
) STRICT, WITHOUT ROWID;

CREATE INDEX live_feeds_behind ON live_feeds (behind_since) WHERE behind_since IS NOT NULL;
CREATE INDEX live_feeds_by_report ON live_feeds (reported_at);
