-- Completed calls of 12 seconds and more: those that Twilio counts when it judges whether a number is in use.
ALTER TABLE usage_daily ADD COLUMN long_calls INTEGER NOT NULL DEFAULT 0;

UPDATE usage_daily SET long_calls = (
  SELECT count(*) FROM calls
  WHERE calls.tenant_id = usage_daily.tenant_id AND calls.phone_number_id = usage_daily.phone_number_id
    AND ifnull(calls.agent_id, '') = usage_daily.agent_id AND date(calls.started_at / 1000, 'unixepoch') = usage_daily.day
    AND calls.status = 'completed' AND calls.duration_seconds >= 12
)
WHERE calls > 0;
