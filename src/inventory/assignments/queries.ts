import { and, desc, eq, isNull, lte, type SQL, sql } from "drizzle-orm";
import type { Database } from "#kernel/db/db";
import { type Page, type PageOrder, type PageQuery, readPage } from "#kernel/http/page";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { type AssignmentRow, assignments } from "./table";

/** Reads of assignments by number. The caller checks that the number is the tenant's. */

/** The number's latest assignment, in force or ended; unexecuted. */
export const latestAssignment = (db: Database, phoneNumberId: string | SQL) =>
  db
    .select()
    .from(assignments)
    .where(eq(assignments.phoneNumberId, phoneNumberId))
    .orderBy(desc(assignments.validFrom))
    .limit(1);

/** The assignments in force of these numbers; unexecuted. */
export const assignmentsInForce = (db: Database, phoneNumberIds: readonly string[]) =>
  db
    .select()
    .from(assignments)
    .where(
      and(
        sql`${assignments.phoneNumberId} in (select value from json_each(${JSON.stringify(phoneNumberIds)}))`,
        isNull(assignments.validTo),
      ),
    );

/** The agent of the assignment in force, as a subquery. */
export const assignedAgent = (phoneNumberId: string): SQL => sql`
  select ${assignments.agentId} from ${assignments}
  where ${assignments.phoneNumberId} = ${phoneNumberId} and ${assignments.validTo} is null`;

/** The assignments of an agent in force; unexecuted. */
export const assignmentsOfAgent = (db: Database, agentId: string, limit: number) =>
  db
    .select()
    .from(assignments)
    .where(and(eq(assignments.agentId, agentId), isNull(assignments.validTo)))
    .orderBy(assignments.phoneNumberId)
    .limit(limit);

/** A condition to gate a write on: these are exactly the agent's assignments in force. */
export const agentHasOnly = (agentId: string, rows: readonly AssignmentRow[]): SQL => {
  const ids = JSON.stringify(rows.map(({ id }) => id));
  return sql`(
    select count(*) = ${rows.length} and coalesce(sum(${assignments.id} in (select value from json_each(${ids}))), 0) = ${rows.length}
    from ${assignments} where ${assignments.agentId} = ${agentId} and ${assignments.validTo} is null)`;
};

const latestFirst: PageOrder<AssignmentRow> = {
  sort: "-valid_from",
  column: assignments.validFrom,
  id: assignments.phoneNumberId,
  keyOf: ({ validFrom, phoneNumberId }) => ({ value: validFrom, id: phoneNumberId }),
};

export interface HistoryQuery extends PageQuery {
  /** Only the assignment or plan in force at this instant, in milliseconds UTC. */
  readonly at?: number | undefined;
}

export async function listAssignments(
  ctx: Context,
  phoneNumberId: string,
  query: HistoryQuery,
): Promise<Page<AssignmentRow>> {
  requireScope(ctx, "numbers:read");
  // A former owner's assignments name its agents.
  const mine = eq(assignments.tenantId, ctx.principal.tenantId);
  const ofNumber = and(eq(assignments.phoneNumberId, phoneNumberId), mine);
  if (query.at !== undefined) {
    const [latest] = await ctx.db
      .select()
      .from(assignments)
      .where(and(ofNumber, lte(assignments.validFrom, query.at)))
      .orderBy(desc(assignments.validFrom))
      .limit(1);
    const holds = latest && (latest.validTo === null || latest.validTo > query.at);
    return { rows: holds ? [latest] : [], nextCursor: null };
  }
  return await readPage(ctx.db.select().from(assignments), latestFirst, query, [ofNumber]);
}

/** The numbers with ids after `after` that are assigned to an agent, as a subquery. */
export const assignedNumbers = (agentId: string, after: string): SQL => sql`
  select ${assignments.phoneNumberId} from ${assignments}
  where ${assignments.agentId} = ${agentId} and ${assignments.validTo} is null and ${assignments.phoneNumberId} > ${after}`;
