import { requireAgents } from "#inventory/agents/queries";
import { numberOf } from "#inventory/phone-numbers/queries";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { agentsIn, type RoutingPlan } from "#kernel/values/routing-plan";
import { readSnapshot, toRouted } from "./queries";
import { type RoutedCall, type RoutingDecision, type RoutingSnapshot, route } from "./route-call";

export interface ProposedCall {
  readonly reference: string;
  readonly from: string | null;
  /** Now unless given. */
  readonly at: number | undefined;
  readonly callKey: string;
  /** As if this agent were assigned; `null`: as if none were. */
  readonly agentId: string | null | undefined;
  /** As if this plan were in force; `null`: as if none were. */
  readonly plan: RoutingPlan | null | undefined;
}

export interface Simulation {
  readonly phoneNumberId: string;
  readonly call: RoutedCall;
  /** Of the plan in force; `null` if it was none, or one that was only imagined. */
  readonly planVersion: number | null;
  readonly decision: RoutingDecision;
}

/** What would become of a call, by the same function and the same reads as for a real one. Nothing is written. */
export async function simulate(ctx: Context, imagined: ProposedCall): Promise<Simulation> {
  requireScope(ctx, "numbers:read");
  const number = await numberOf(ctx, imagined.reference);
  const stored = await readSnapshot(ctx.db, number.tenantId, number.id);
  if (!stored.number) throw new Problem("not_found", `There is no phone number ${imagined.reference}.`);
  const snapshot = await overridden(ctx, { ...stored, number: stored.number }, imagined);
  const call = { from: imagined.from, to: number.e164, at: imagined.at ?? ctx.now, callKey: imagined.callKey };
  return { phoneNumberId: number.id, call, planVersion: snapshot.planVersion, decision: route(call, snapshot) };
}

async function overridden(
  ctx: Context,
  stored: RoutingSnapshot & { readonly number: NonNullable<RoutingSnapshot["number"]> },
  { agentId, plan }: ProposedCall,
): Promise<RoutingSnapshot> {
  const named = [...(agentId ? [agentId] : []), ...(plan ? agentsIn(plan) : [])];
  const further = await requireAgents(ctx, named);
  const known = new Set(stored.agents.map(({ id }) => id));
  return {
    number: agentId === undefined ? stored.number : { ...stored.number, agentId },
    plan: plan === undefined ? stored.plan : plan,
    planVersion: plan === undefined ? stored.planVersion : null,
    agents: [...stored.agents, ...further.filter(({ id }) => !known.has(id)).map(toRouted)],
  };
}
