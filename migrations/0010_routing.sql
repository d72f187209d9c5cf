-- Owner: inventory/routing

-- A number's routing plans, the current one and the earlier ones, in intervals as in `assignments`.
CREATE TABLE routing_plans (
  phone_number_id TEXT NOT NULL REFERENCES phone_numbers (id),
  version INTEGER NOT NULL,
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  plan TEXT NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER,
  PRIMARY KEY (phone_number_id, version)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX routing_plans_one_open ON routing_plans (phone_number_id) WHERE valid_to IS NULL;

-- The agents that each plan names, to find plans by agent.
CREATE TABLE routing_plan_agents (
  phone_number_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  agent_id TEXT NOT NULL,
  PRIMARY KEY (phone_number_id, version, agent_id),
  FOREIGN KEY (phone_number_id, version) REFERENCES routing_plans (phone_number_id, version)
) STRICT, WITHOUT ROWID;

CREATE INDEX routing_plan_agents_by_agent ON routing_plan_agents (agent_id, phone_number_id, version);
