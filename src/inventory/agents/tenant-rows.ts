import { tenantRows } from "#kernel/db/tenant-rows";
import { agentChecks, agents } from "./table";

/** A tenant's agents, their checks first. */
export const agentsOfTenant = [
  tenantRows("agent_checks", agentChecks, [agentChecks.agentId]),
  tenantRows("agents", agents, [agents.id]),
];
