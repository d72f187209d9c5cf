import { readDialTrunks } from "#connections/sip-trunks/read-dial-trunks";
import { requireAgents } from "#inventory/agents/queries";
import { numberOf } from "#inventory/phone-numbers/queries";
import type { NumberRow } from "#inventory/phone-numbers/table";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { isTrunkDestination } from "#kernel/values/destination";
import type { Party } from "#kernel/values/party";
import { agentsIn, type RoutingPlan } from "#kernel/values/routing-plan";
import { readSnapshot, toRoutedAgent } from "./queries";
import { type RoutedCall, type RoutingDecision, type RoutingSnapshot, routeCall } from "./route-call";
import { type TrunkAttempt, trunkAttempts } from "./trunk-attempts";

export interface ProposedCall {
  readonly reference: string;
  readonly from: Party;
  /** Milliseconds UTC; `undefined`: now. */
  readonly at: number | undefined;
  readonly callKey: string;
  /** Simulates this agent as assigned; `null`: no agent; `undefined`: the assigned agent. */
  readonly agentId: string | null | undefined;
  /** Simulates this plan as in force; `null`: no plan; `undefined`: the plan in force. */
  readonly plan: RoutingPlan | null | undefined;
}

export interface Simulation {
  readonly phoneNumberId: string;
  readonly call: RoutedCall;
  /** The version of the plan in force; `null` without one, and for a proposed plan. */
  readonly planVersion: number | null;
  readonly decision: RoutingDecision;
  /** How the call leaves if its destination is over a trunk. */
  readonly attempts: readonly TrunkAttempt[];
}

/** The routing decision for a proposed call, by the same function and reads as for a real one. Writes nothing. */
export async function simulateCall(ctx: Context, proposed: ProposedCall): Promise<Simulation> {
  const number = await numberOf(ctx, proposed.reference);
  const stored = await readSnapshot(ctx.db, number.tenantId, number.id);
  if (!stored.number) throw new Problem("not_found", `No phone number has the id or E.164 form ${proposed.reference}.`);
  const snapshot = await withOverrides(ctx, { ...stored, number: stored.number }, proposed);
  const call = { from: proposed.from, to: number.e164, at: proposed.at ?? ctx.now, callKey: proposed.callKey };
  const decision = routeCall(call, snapshot);
  const attempts = await attemptsOf(ctx, call, decision, number);
  return { phoneNumberId: number.id, call, planVersion: snapshot.planVersion, decision, attempts };
}

/** By the same rules as for a real call, without opening any password. */
async function attemptsOf(
  ctx: Context,
  call: RoutedCall,
  { outcome }: RoutingDecision,
  { carrierAccountId }: Pick<NumberRow, "carrierAccountId">,
): Promise<TrunkAttempt[]> {
  const destination =
    outcome.kind === "agent" ? outcome.agent.destination : outcome.kind === "fallback" ? outcome.destination : null;
  if (!isTrunkDestination(destination)) return [];
  const [trunk] = await readDialTrunks(ctx.db, ctx.principal.tenantId, [destination.sipTrunkId]);
  return trunkAttempts(trunk, destination, { called: call.to, carrierAccountId, callKey: call.callKey });
}

async function withOverrides(
  ctx: Context,
  stored: RoutingSnapshot & { readonly number: NonNullable<RoutingSnapshot["number"]> },
  { agentId, plan }: ProposedCall,
): Promise<RoutingSnapshot> {
  const named = [...(agentId ? [agentId] : []), ...(plan ? agentsIn(plan) : [])];
  const further = await requireAgents(ctx, named);
  const known = new Set(stored.agents.map(({ id }) => id));
  return {
    number: agentId === undefined ? stored.number : { ...stored.number, agentId },
    mayRedirect: stored.mayRedirect,
    plan: plan === undefined ? stored.plan : plan,
    planVersion: plan === undefined ? stored.planVersion : null,
    agents: [...stored.agents, ...further.filter(({ id }) => !known.has(id)).map(toRoutedAgent)],
  };
}
