import { sql } from "drizzle-orm";
import { tenantRows } from "#kernel/db/tenant-rows";
import { routingPlanAgents, routingPlans } from "./table";

/** A tenant's routing plans, with the agents that they name. */
export const plansOfTenant = tenantRows(
  "routing_plans",
  routingPlans,
  [routingPlans.phoneNumberId, routingPlans.version],
  {
    before: (db, condition) => [
      db.delete(routingPlanAgents).where(
        sql`(${routingPlanAgents.phoneNumberId}, ${routingPlanAgents.version}) in (
        select ${routingPlans.phoneNumberId}, ${routingPlans.version} from ${routingPlans} where ${condition})`,
      ),
    ],
  },
);
