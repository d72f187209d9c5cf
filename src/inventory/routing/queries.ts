import { and, desc, eq, gt, isNull, lte, or, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { agentsAmong } from "#inventory/agents/queries";
import type { AgentRow } from "#inventory/agents/table";
import { assignedAgent, assignedNumbers, type HistoryQuery, listAssignments } from "#inventory/assignments/queries";
import type { AssignmentRow } from "#inventory/assignments/table";
import { numberOf } from "#inventory/phone-numbers/queries";
import { numberInService } from "#inventory/phone-numbers/row-conditions";
import { numberForWebhook } from "#inventory/phone-numbers/webhook-lookup";
import { batchNamed, type Database } from "#kernel/db/db";
import { type Page, type PageOrder, readPage } from "#kernel/http/page";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import type { RoutingPlan } from "#kernel/values/routing-plan";
import type { RoutedAgent, RoutingSnapshot } from "./route-call";
import { type RoutingPlanRow, routingPlanAgents, routingPlans } from "./table";

/** The assignments of one of the tenant's numbers, the latest first. */
export async function assignmentsOf(
  ctx: Context,
  reference: string,
  query: HistoryQuery,
): Promise<Page<AssignmentRow>> {
  const number = await numberOf(ctx, reference);
  return await listAssignments(ctx, number.id, query);
}

/** The plan in force of one of the tenant's numbers. */
export async function planOf(ctx: Context, reference: string): Promise<RoutingPlanRow> {
  const number = await numberOf(ctx, reference);
  const [row] = await planInForce(ctx.db, number.tenantId, number.id);
  if (!row) throw new Problem("not_found", `${number.e164} has no routing plan.`);
  return row;
}

const newestVersionFirst: PageOrder<RoutingPlanRow> = {
  sort: "-version",
  column: routingPlans.version,
  id: routingPlans.phoneNumberId,
  keyOf: ({ version, phoneNumberId }) => ({ value: version, id: phoneNumberId }),
};

export async function listPlans(ctx: Context, reference: string, query: HistoryQuery): Promise<Page<RoutingPlanRow>> {
  const number = await numberOf(ctx, reference);
  const { at } = query;
  return await readPage(ctx.db.select().from(routingPlans), newestVersionFirst, query, [
    eq(routingPlans.phoneNumberId, number.id),
    eq(routingPlans.tenantId, number.tenantId),
    at === undefined
      ? undefined
      : and(lte(routingPlans.validFrom, at), or(isNull(routingPlans.validTo), gt(routingPlans.validTo, at))),
  ]);
}

/**
 * The plan in force of a number; unexecuted. A plan belongs to its tenant: after a transfer the new owner has none,
 * whatever the former one left behind.
 */
export const planInForce = (db: Database, tenantId: string, phoneNumberId: string) =>
  db
    .select()
    .from(routingPlans)
    .where(
      and(
        eq(routingPlans.phoneNumberId, phoneNumberId),
        eq(routingPlans.tenantId, tenantId),
        isNull(routingPlans.validTo),
      ),
    );

/** The latest plan of a number, in force or ended, of any tenant; unexecuted. */
export const latestPlan = (db: Database, phoneNumberId: string) =>
  db
    .select()
    .from(routingPlans)
    .where(eq(routingPlans.phoneNumberId, phoneNumberId))
    .orderBy(desc(routingPlans.version))
    .limit(1);

/** The plans in force that name an agent, of the tenant's numbers in service, by number; unexecuted. */
export const plansWithAgent = (db: Database, tenantId: string, agentId: string, limit: number) =>
  db
    .select({ phoneNumberId: routingPlanAgents.phoneNumberId })
    .from(routingPlanAgents)
    .innerJoin(
      routingPlans,
      and(
        eq(routingPlans.phoneNumberId, routingPlanAgents.phoneNumberId),
        eq(routingPlans.version, routingPlanAgents.version),
        isNull(routingPlans.validTo),
      ),
    )
    .where(and(eq(routingPlanAgents.agentId, agentId), numberInService(tenantId, routingPlanAgents.phoneNumberId)))
    .orderBy(routingPlanAgents.phoneNumberId)
    .limit(limit);

/** The ids of the numbers that an agent answers, by assignment or by a plan in force, as a subquery. */
export const numbersAnsweredBy = (agentId: string): SQL =>
  sql`(${assignedNumbers(agentId, "")} union
    select ${routingPlanAgents.phoneNumberId} from ${routingPlanAgents} join ${routingPlans}
      on ${routingPlans.phoneNumberId} = ${routingPlanAgents.phoneNumberId} and ${routingPlans.version} = ${routingPlanAgents.version}
    where ${routingPlanAgents.agentId} = ${agentId} and ${routingPlans.validTo} is null)`;

/** The phone numbers that the plans of an agent's numbers fall back to; unexecuted. */
export const fallbackNumbersOfAgent = (db: Database, tenantId: string, agentId: string) =>
  db
    .select({ phoneNumber: sql<string>`${routingPlans.plan} ->> '$.fallback.phoneNumber'` })
    .from(routingPlans)
    .where(
      and(
        sql`${routingPlans.phoneNumberId} in (${assignedNumbers(agentId, "")} union
          select ${routingPlanAgents.phoneNumberId} from ${routingPlanAgents} where ${routingPlanAgents.agentId} = ${agentId})`,
        eq(routingPlans.tenantId, tenantId),
        isNull(routingPlans.validTo),
        sql`${routingPlans.plan} ->> '$.fallback.phoneNumber' is not null`,
      ),
    );

/**
 * The data that routing a call needs, in one round trip. For another tenant's number it is empty. The voice webhook
 * reads the same with a statement of its own (`traffic/calls/read-for-call.ts`).
 */
export async function readSnapshot(db: Database, tenantId: string, phoneNumberId: string): Promise<RoutingSnapshot> {
  const {
    number: [number],
    plan: [plan],
    agents,
  } = await batchNamed(db, {
    number: numberForWebhook(db, tenantId, phoneNumberId),
    plan: planInForce(db, tenantId, phoneNumberId),
    agents: agentsAmong(
      db,
      tenantId,
      sql`(${assignedAgent(phoneNumberId)} union all
        select ${routingPlanAgents.agentId} from ${routingPlanAgents} join ${routingPlans}
          on ${routingPlans.phoneNumberId} = ${routingPlanAgents.phoneNumberId} and ${routingPlans.version} = ${routingPlanAgents.version}
        where ${routingPlans.phoneNumberId} = ${phoneNumberId} and ${routingPlans.validTo} is null)`,
    ),
  });
  return {
    number: number ?? null,
    mayRedirect: number?.mayRedirect === 1,
    plan: plan?.plan ?? null,
    planVersion: plan?.version ?? null,
    agents: agents.map(toRoutedAgent),
  };
}

export const toRoutedAgent = ({ id, name, version, destination }: AgentRow): RoutedAgent => ({
  id,
  name,
  version,
  destination,
});

/** The plans in force of some numbers; unexecuted. `numbers` selects `id` and `tenant_id`. */
export const plansOf = (db: Database, numbers: SQL) =>
  db
    .select({ phoneNumberId: routingPlans.phoneNumberId, plan: routingPlans.plan })
    .from(sql`${numbers} as number`)
    .innerJoin(
      routingPlans,
      and(
        sql`${routingPlans.phoneNumberId} = number.id and ${routingPlans.tenantId} = number.tenant_id`,
        isNull(routingPlans.validTo),
      ),
    );

/** The plan in force of a number of another statement, as a cell. */
export const planCell = (tenantId: SQLWrapper, id: SQLWrapper): SQL =>
  sql`(select ${routingPlans.plan} from ${routingPlans} where ${routingPlans.phoneNumberId} = ${id}
    and ${routingPlans.tenantId} = ${tenantId} and ${routingPlans.validTo} is null)`;

export const readPlanCell = (cell: unknown): RoutingPlan | null => (typeof cell === "string" ? JSON.parse(cell) : null);

/** The ids of the agents that a number of another statement uses, by assignment or in its plan, as a subquery. */
export const agentIdsOfNumber = (id: SQLWrapper, assigned: SQLWrapper): SQL => sql`(
  select ${assigned}
  union all
  select ${routingPlanAgents.agentId} from ${routingPlans}
    join ${routingPlanAgents} on ${routingPlanAgents.phoneNumberId} = ${routingPlans.phoneNumberId}
      and ${routingPlanAgents.version} = ${routingPlans.version}
    where ${routingPlans.phoneNumberId} = ${id} and ${routingPlans.validTo} is null)`;

/** The ids of the agents that some numbers use, by assignment or in their plans, as a subquery. */
export const agentIdsOf = (numbers: SQL): SQL => sql`(
  select number.agent_id from ${numbers} as number where number.agent_id is not null
  union all
  select ${routingPlanAgents.agentId} from ${numbers} as number
    join ${routingPlans} on ${routingPlans.phoneNumberId} = number.id and ${routingPlans.validTo} is null
    join ${routingPlanAgents} on ${routingPlanAgents.phoneNumberId} = number.id
      and ${routingPlanAgents.version} = ${routingPlans.version})`;

/**
 * The numbers that use an agent, by assignment or in a plan that is or was in force, by id: for the job that evaluates
 * their readiness.
 */
export const numbersOfAgent = (
  db: Database,
  agentId: string,
  { after: from, limit }: { after: string; limit: number },
) =>
  db.all<{ phone_number_id: string }>(sql`
    select ${routingPlanAgents.phoneNumberId} as phone_number_id from ${routingPlanAgents}
    where ${routingPlanAgents.agentId} = ${agentId} and ${routingPlanAgents.phoneNumberId} > ${from}
    union
    ${assignedNumbers(agentId, from)}
    order by 1 limit ${limit}`);
