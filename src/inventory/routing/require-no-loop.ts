import type { SQL } from "drizzle-orm";
import { noEventSince } from "#events/log/no-event-since";
import { agentsAmong } from "#inventory/agents/queries";
import { ownNumbersAs } from "#inventory/phone-numbers/queries";
import { batchNamed } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { spellingsOf } from "#kernel/values/number-spellings";
import { findNewLoop, type RoutingChange } from "./dial-loop";
import { agentIdsOf, plansOf } from "./queries";

/** The events of changes that send calls elsewhere. */
const routingEvents = [
  "assignment.started",
  "assignment.ended",
  "phone_number.routing_changed",
  "agent.updated",
  "agent.deleted",
] as const;

interface Basis {
  /** The log's newest event, read before or with the first row that the change depends on. */
  readonly newest: { readonly seq: number } | undefined;
  /** Numbers that the change depends on, besides those that are read here. */
  readonly numbers?: readonly string[];
}

/**
 * Throws `routing_loop` if a change would make numbers dial each other in a loop. Otherwise returns the condition to
 * gate the write on: nothing that this check read has changed since. If two concurrent changes would make a loop
 * together, the later one fails with a conflict.
 */
export async function requireNoLoop(
  ctx: Context,
  change: RoutingChange,
  { newest, numbers = [] }: Basis,
): Promise<SQL> {
  const agentIds = new Set(change.agents.keys());
  const { loop, visited } = await findNewLoop(change, async (asked) => {
    const { agents, ...known } = await readRouting(ctx, asked);
    for (const { id } of agents) agentIds.add(id);
    return known;
  });
  if (loop) {
    throw new Problem(
      "routing_loop",
      `Calls would go round in a loop: ${loop.join(" → ")}. Change one of these numbers first.`,
      { more: { loop } },
    );
  }
  return noEventSince({
    tenantId: ctx.principal.tenantId,
    seq: newest?.seq ?? 0,
    types: routingEvents,
    subjectIds: [...agentIds],
    phoneNumbers: [...numbers, ...visited.flatMap(spellingsOf)],
  });
}

/**
 * Reads the routing of these numbers in one round trip. Numbers of other tenants are left out, as if they dialled no
 * number.
 */
async function readRouting({ db, principal }: Context, numbers: readonly string[]) {
  const own = ownNumbersAs(principal.tenantId, numbers.flatMap(spellingsOf));
  const { rows, plans, agents } = await batchNamed(db, {
    rows: own.read(db),
    plans: plansOf(db, own.subquery),
    agents: agentsAmong(db, principal.tenantId, agentIdsOf(own.subquery)),
  });
  const planOf = new Map(plans.map(({ phoneNumberId, plan }) => [phoneNumberId, plan]));
  const destinations = new Map(agents.map(({ id, destination }) => [id, destination]));
  return {
    numbers: rows.map(({ id, e164, agentId }) => ({ e164, agentId, plan: planOf.get(id) ?? null })),
    destinationOf: (id: string) => destinations.get(id),
    agents,
  };
}
