import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import { nextValidFrom } from "#inventory/assignments/validity";
import { type Database, insertAllIf, insertIf, previousWroteSomething, type Statement } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import { agentsIn } from "#kernel/values/routing-plan";
import { type RoutingPlanRow, routingPlanAgents, routingPlans } from "./table";

/** Statements that start and end routing plans; unexecuted. If the first one of a list writes, the last one does. */

/** Writes nothing if the plan has ended since it was read, or if `gate` does not hold. */
export const closePlan = (db: Database, current: RoutingPlanRow, at: number, gate?: SQL) =>
  db
    .update(routingPlans)
    .set({ validTo: nextValidFrom(current, at) })
    .where(
      and(
        eq(routingPlans.phoneNumberId, current.phoneNumberId),
        eq(routingPlans.version, current.version),
        isNull(routingPlans.validTo),
        gate,
      ),
    );

export function openPlan(db: Database, row: RoutingPlanRow, gate: SQL | undefined): [Statement, ...Statement[]] {
  const { phoneNumberId, version, plan } = row;
  const opened = insertIf(db, routingPlans, row, gate);
  const named = agentsIn(plan).map((agentId) => ({ phoneNumberId, version, agentId }));
  return named.length === 0 ? [opened] : [opened, insertAllIf(db, routingPlanAgents, named, previousWroteSomething)];
}

/** A condition to gate a write on: the number has had no plan of this version or a later one. */
export const noPlanSince = (phoneNumberId: string, version: number): SQL => sql`not exists (
  select 1 from ${routingPlans} where ${routingPlans.phoneNumberId} = ${phoneNumberId} and ${routingPlans.version} >= ${version})`;

/** Another request changed the plan between the read and the write. */
export const planConflict = (e164: string): Problem =>
  new Problem(
    "changed_meanwhile",
    `Another request just changed the routing plan of ${e164}. Read it again and retry.`,
  );
