-- The days past retention, whoever's they are.
CREATE INDEX usage_by_day ON usage_daily (day);
CREATE INDEX webhook_refusals_by_day ON webhook_refusals (day);
