-- Owner: traffic

-- Each entry of an index is a row written, which D1 bills. A call enters the first index when it begins and the second
-- when it ends, and no change of its status in between rewrites one.
DROP INDEX calls_by_status;
CREATE INDEX calls_under_way ON calls (tenant_id, created_at, id) WHERE ended_at IS NULL;
CREATE INDEX calls_by_end ON calls (tenant_id, status, created_at, id) WHERE ended_at IS NOT NULL;

-- Calls that reached no agent, and callers without a number, need no entry.
DROP INDEX calls_by_agent;
CREATE INDEX calls_by_agent ON calls (tenant_id, agent_id, created_at, id) WHERE agent_id IS NOT NULL;
DROP INDEX calls_by_caller;
CREATE INDEX calls_by_caller ON calls (tenant_id, from_number, created_at, id) WHERE from_number IS NOT NULL;
