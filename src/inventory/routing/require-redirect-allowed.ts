import { type SQL, sql } from "drizzle-orm";
import type { AgentRow } from "#inventory/agents/table";
import { platformNumbersAmong } from "#inventory/phone-numbers/queries";
import type { NumberRow } from "#inventory/phone-numbers/table";
import type { Database } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { firstOf } from "#kernel/values/first-of";
import { mayRedirect, redirectAllowed } from "#tenants/queries";
import { numbersAnsweredBy } from "./queries";

/**
 * An agent that answers with the tenant's own TwiML may not answer numbers in the platform's Twilio account: that TwiML
 * could dial anyone from any number of the account, at the platform's cost. Calls are held to the same rule when they
 * are routed (`route-call.ts`), as the platform may withdraw its permission.
 */

type Agent = Pick<AgentRow, "id" | "destination">;

/** The most numbers that a refusal names. */
const MAX_NAMED = 10;

const redirecting = (agents: readonly Agent[]): Agent | undefined =>
  agents.find(({ destination }) => destination.kind === "redirect");

/** `where`: the numbers that the TwiML does not run for, and why. */
export const redirectRefusal = (agentId: string, where: string): string =>
  `${agentId} answers with your own TwiML, which does not run for ${where} in the platform's Twilio account. ` +
  "Use an agent of another kind, import a number from a Twilio account of yours, or ask the platform's operator for `redirect_allowed`.";

const refusal = (agentId: string, where: string): Problem =>
  new Problem("redirect_not_allowed", redirectRefusal(agentId, where));

export const refusalForNumber = (e164: string): string => `${e164}: the number is`;

/** Throws `redirect_not_allowed` if one of the agents may not answer the number. */
export async function requireRedirectAllowed(
  ctx: Context,
  { tenantId, e164, carrierAccountId }: Pick<NumberRow, "tenantId" | "e164" | "carrierAccountId">,
  agents: readonly Agent[],
): Promise<void> {
  const agent = redirecting(agents);
  if (!agent || carrierAccountId !== null || (await mayRedirect(ctx.db, tenantId))) return;
  throw refusal(agent.id, refusalForNumber(e164));
}

/** The same for numbers that come into the platform's Twilio account: ordered ones and ported ones. */
export async function requireRedirectAllowedForNew(
  ctx: Context,
  tenantId: string,
  agents: readonly Agent[],
): Promise<void> {
  const agent = redirecting(agents);
  if (agent && !(await mayRedirect(ctx.db, tenantId))) throw refusal(agent.id, "the numbers, which will be");
}

/** The ids among `agents` that may not answer numbers in the platform's Twilio account. */
export async function agentsWithoutRedirect(ctx: Context, agents: readonly Agent[]): Promise<ReadonlySet<string>> {
  const found = agents.filter(({ destination }) => destination.kind === "redirect");
  if (found.length === 0 || (await mayRedirect(ctx.db, ctx.principal.tenantId))) return new Set();
  return new Set(found.map(({ id }) => id));
}

const platformNumbersOf = (db: Database, { tenantId, id }: AgentRow, limit: number) =>
  platformNumbersAmong(db, tenantId, numbersAnsweredBy(id), limit);

/**
 * Throws `redirect_not_allowed` if an agent that is to redirect answers numbers in the platform's Twilio account, by
 * assignment or by a plan. Returns the condition to gate the agent's change on.
 */
export async function requireRedirectAllowedForAgent(ctx: Context, agent: AgentRow): Promise<SQL> {
  const { db } = ctx;
  if (!(await mayRedirect(db, agent.tenantId))) {
    const used = await platformNumbersOf(db, agent, MAX_NAMED + 1);
    if (used.length > 0) {
      const named = firstOf(
        used.map(({ e164 }) => e164),
        MAX_NAMED,
      );
      throw refusal(agent.id, `numbers that it answers (${named}): they are`);
    }
  }
  return sql`(coalesce(${redirectAllowed(agent.tenantId)}, 0) or not exists ${platformNumbersOf(db, agent, 1)})`;
}
