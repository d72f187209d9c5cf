import type { SQL } from "drizzle-orm";
import { noEventSince } from "#events/log/no-event-since";
import { agentsAmong } from "#inventory/agents/queries";
import { ownNumbersAs } from "#inventory/phone-numbers/queries";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { type Change, roundMade } from "./dial-loop";
import { agentIdsOf, plansOf } from "./queries";

/** What turns calls elsewhere, as the log tells of it. */
const turnings = [
  "assignment.started",
  "assignment.ended",
  "phone_number.routing_changed",
  "agent.updated",
  "agent.deleted",
] as const;

interface Basis {
  /** The newest event of the log when the first was read that the change rests on. */
  readonly newest: { readonly seq: number } | undefined;
  /** Numbers that it rests on, besides those that are looked at here. */
  readonly numbers?: readonly string[];
}

/**
 * Refuses a change by which numbers would dial each other round and round. Otherwise it answers what the write is to be gated on:
 * that nothing it rests on has changed since. So of two changes at once that make a round together, one is outrun.
 */
export async function refuseLoop(ctx: Context, change: Change, { newest, numbers = [] }: Basis): Promise<SQL> {
  const agentIds = new Set(change.agents.keys());
  const { round, looked } = await roundMade(change, async (asked) => {
    const { agents, ...known } = await routedAs(ctx, asked);
    for (const { id } of agents) agentIds.add(id);
    return known;
  });
  if (round) {
    throw new Problem("routing_loop", `Calls would go round and round: ${round.join(" → ")}.`, {
      more: { phone_numbers: round },
    });
  }
  return noEventSince({
    tenantId: ctx.principal.tenantId,
    seq: newest?.seq ?? 0,
    types: turnings,
    subjectIds: [...agentIds],
    phoneNumbers: [...numbers, ...looked],
  });
}

/** In one round trip, whatever the numbers; those of others dial nobody, as far as this tenant is concerned. */
async function routedAs({ db, principal }: Context, numbers: readonly string[]) {
  const own = ownNumbersAs(principal.tenantId, numbers);
  const [rows, plans, agents] = await db.batch([
    own.read(db),
    plansOf(db, own.subquery),
    agentsAmong(db, principal.tenantId, agentIdsOf(own.subquery)),
  ]);
  const planOf = new Map(plans.map(({ phoneNumberId, plan }) => [phoneNumberId, plan]));
  const destinations = new Map(agents.map(({ id, destination }) => [id, destination]));
  return {
    numbers: rows.map(({ id, e164, agentId }) => ({ e164, agentId, plan: planOf.get(id) ?? null })),
    destinationOf: (id: string) => destinations.get(id),
    agents,
  };
}
