-- Owner: operations

-- Errors of job runs and of health checks have a code and a detail, like all others.
UPDATE job_runs SET errors = (
  SELECT json_group_array(json_object('at', value ->> 'at', 'code', 'internal_error', 'detail', value ->> 'error'))
  FROM json_each(job_runs.errors)
)
WHERE errors <> '[]';

UPDATE health_probes SET checks = (
  SELECT json_group_array(
    json_object(
      'name', value ->> 'name',
      'ok', json(iif(value ->> 'ok', 'true', 'false')),
      'latencyMs', value ->> 'latencyMs',
      'error', json(iif(value ->> 'ok', 'null', json_object('code', 'internal_error', 'detail', value ->> 'reason')))
    )
  )
  FROM json_each(health_probes.checks)
);
