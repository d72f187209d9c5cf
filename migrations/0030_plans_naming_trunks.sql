-- Owner: inventory/routing

-- Plans in force whose destinations name a SIP trunk, for the deletion of the trunk.
CREATE INDEX routing_plans_with_trunk ON routing_plans (tenant_id, phone_number_id)
  WHERE valid_to IS NULL
    AND (plan ->> '$.fallback.sipTrunkId' IS NOT NULL OR plan ->> '$.schedule.closed.sipTrunkId' IS NOT NULL);
