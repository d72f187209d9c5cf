import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { agentsAmong } from "../agents/queries";
import type { AgentRow } from "../agents/table";
import { assignedAgent } from "../assignments/queries";
import type { Database } from "../kernel/db";
import { numberAtDoor } from "../numbers/queries";
import type { RoutingSnapshot } from "./route";
import { type RoutingPlanRow, routingPlanAgents, routingPlans } from "./table";

/** A number's plan that is in force, unexecuted. Whoever asks has made sure that the number is the tenant's. */
export const planInForce = (db: Database, phoneNumberId: string) =>
  db
    .select()
    .from(routingPlans)
    .where(and(eq(routingPlans.phoneNumberId, phoneNumberId), isNull(routingPlans.validTo)));

/** The latest plan that a number has had, in force or not, unexecuted. */
export const latestPlan = (db: Database, phoneNumberId: string) =>
  db
    .select()
    .from(routingPlans)
    .where(eq(routingPlans.phoneNumberId, phoneNumberId))
    .orderBy(desc(routingPlans.version))
    .limit(1);

/**
 * What routing a call needs to know, unexecuted: three reads for one batch, whose results `toSnapshot` puts together. A
 * neighbour's number gives no number, and so nothing of what else was found counts.
 */
export const snapshotStatements = (db: Database, tenantId: string, phoneNumberId: string) =>
  [
    numberAtDoor(db, tenantId, phoneNumberId),
    planInForce(db, phoneNumberId),
    agentsAmong(
      db,
      tenantId,
      sql`(${assignedAgent(phoneNumberId)} union all
        select ${routingPlanAgents.agentId} from ${routingPlanAgents} join ${routingPlans}
          on ${routingPlans.phoneNumberId} = ${routingPlanAgents.phoneNumberId} and ${routingPlans.version} = ${routingPlanAgents.version}
        where ${routingPlans.phoneNumberId} = ${phoneNumberId} and ${routingPlans.validTo} is null)`,
    ),
  ] as const;

/** The results of `snapshotStatements`, in their order. */
type Found = readonly [
  readonly NonNullable<RoutingSnapshot["number"]>[],
  readonly RoutingPlanRow[],
  readonly AgentRow[],
];

export function toSnapshot([[number], [plan], agents]: Found): RoutingSnapshot {
  return {
    number: number ?? null,
    plan: plan?.plan ?? null,
    planVersion: plan?.version ?? null,
    agents: agents.map(({ id, name, version, destination }) => ({ id, name, version, destination })),
  };
}

/** The same for a caller that wants nothing else of the round trip. */
export const readSnapshot = async (db: Database, tenantId: string, phoneNumberId: string): Promise<RoutingSnapshot> =>
  toSnapshot(await db.batch(snapshotStatements(db, tenantId, phoneNumberId)));
