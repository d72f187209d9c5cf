import { and, asc, eq, gt, inArray, isNull, type Placeholder, type SQL, sql } from "drizzle-orm";
import type { Database } from "#kernel/db/db";
import { jsonRow, jsonRows, listIn } from "#kernel/db/json-rows";
import { columnsReader, rowReader } from "#kernel/db/prepared";
import { newestFirst, type Page, type PageQuery, readPage } from "#kernel/http/page";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import type { DestinationKind } from "#kernel/values/destination";
import { type AgentRow, agentChecks, agents } from "./table";

const noAgent = (id: string): Problem => new Problem("not_found", `No agent has the id ${id}.`);
const isNotDeleted = isNull(agents.deletedAt);

export async function agentOf(ctx: Context, id: string): Promise<AgentRow> {
  const row = await agentOrDeletedOf(ctx, id);
  if (row.deletedAt !== null) throw noAgent(id);
  return row;
}

/** An agent, even a deleted one. */
export async function agentOrDeletedOf(ctx: Context, id: string): Promise<AgentRow> {
  requireScope(ctx, "agents:read");
  const [row] = await ctx.db
    .select()
    .from(agents)
    .where(and(eq(agents.id, id), eq(agents.tenantId, ctx.principal.tenantId)));
  if (!row) throw noAgent(id);
  return row;
}

export interface AgentQuery extends PageQuery {
  readonly sort: "created_at" | "-created_at";
  readonly kind?: DestinationKind | undefined;
}

export const listAgents = (ctx: Context, query: AgentQuery): Promise<Page<AgentRow>> =>
  readPage(ctx.db.select().from(agents), { ...newestFirst(agents), sort: query.sort }, query, [
    eq(agents.tenantId, ctx.principal.tenantId),
    isNotDeleted,
    query.kind && eq(agents.kind, query.kind),
  ]);

/** The tenant's agents among the ids that a subquery gives, unexecuted. */
export const agentsAmong = (db: Database, tenantId: string, ids: SQL) =>
  db
    .select()
    .from(agents)
    .where(and(eq(agents.tenantId, tenantId), inArray(agents.id, ids), isNotDeleted));

type Value = string | Placeholder;

/** A condition to gate a write on: the tenant has this agent; with `more`, one that meets that condition, too. */
export const agentExists = (tenantId: Value, id: Value, more?: SQL): SQL =>
  sql`exists (select 1 from ${agents} where ${and(sql`${agents.id} = ${id}`, sql`${agents.tenantId} = ${tenantId}`, isNotDeleted, more)})`;

/** The same for an agent that neither dials a number nor redirects calls, so it may answer any of the tenant's. */
export const plainAgentExists = (tenantId: Value, id: Value): SQL =>
  agentExists(tenantId, id, sql`${agents.kind} not in ('dial', 'redirect')`);

/** The tenant's agent as one JSON cell, for a statement that reads more. */
export const agentCell = (tenantId: Value, id: Value): SQL =>
  jsonRow(agents, sql`where ${agents.id} = ${id} and ${agents.tenantId} = ${tenantId} and ${isNotDeleted}`);

const readAgent = rowReader(agents);

export const readAgentCell = (cell: unknown): AgentRow | null =>
  typeof cell === "string" ? readAgent(JSON.parse(cell)) : null;

/** The tenant's agents among these ids; no round trip without ids. */
export async function agentsNamed(ctx: Context, ids: readonly string[]): Promise<AgentRow[]> {
  if (ids.length === 0) return [];
  return await agentsAmong(ctx.db, ctx.principal.tenantId, sql`(select value from json_each(${JSON.stringify(ids)}))`);
}

/** The agents with these ids; throws `agent_not_found` if the tenant does not have one of them. */
export async function requireAgents(ctx: Context, ids: readonly string[]): Promise<AgentRow[]> {
  const found = await agentsNamed(ctx, ids);
  const missing = ids.filter((id) => !found.some((agent) => agent.id === id));
  if (missing.length > 0) throw new Problem("agent_not_found", `No agent has the id ${missing.join(", ")}.`);
  return found;
}

const checked = {
  id: agents.id,
  tenantId: agents.tenantId,
  version: agents.version,
  kind: agents.kind,
  checkedVersion: agentChecks.agentVersion,
  result: agentChecks.result,
  misses: agentChecks.misses,
  checkedAt: agentChecks.checkedAt,
} as const;

type CheckCell = "checkedVersion" | "result" | "misses" | "checkedAt";
const readChecked = columnsReader(checked);
type Checked = ReturnType<typeof readChecked>;

/** An agent with the result of its last check, which is `null` if it was never checked. */
export type CheckedAgent = Omit<Checked, CheckCell> & { readonly [Name in CheckCell]: Checked[Name] | null };

/** Agents of any tenant among the ids that a subquery selects, each with the result of its last check, as a cell. */
export const checkedAgentsCell = (ids: SQL): SQL =>
  jsonRows(
    Object.values(checked),
    sql`from ${agents} left join ${agentChecks} on ${agentChecks.agentId} = ${agents.id}
      where ${agents.id} in ${ids} and ${isNotDeleted}`,
  );

export const readCheckedAgents = (cell: unknown): readonly CheckedAgent[] => listIn(cell).map(readChecked);

/** Agents of all tenants, by id: for the job that checks them. */
export const everyAgent = (ctx: Context, { after: from, limit }: { after: string; limit: number }) =>
  ctx.db
    .select()
    .from(agents)
    .where(and(gt(agents.id, from), isNotDeleted))
    .orderBy(asc(agents.id))
    .limit(limit);
