import { agentsAmong } from "../agents/queries";
import type { Context } from "../kernel/context";
import type { Destination } from "../kernel/destination";
import { Problem } from "../kernel/problem";
import { ownNumbersAs } from "../numbers/queries";
import { dialledAtOnce, wayTo } from "./loop";
import { agentIdsOf, plansOf } from "./queries";

/** An agent as it is about to be. */
interface Changed {
  readonly id: string;
  readonly destination: Destination;
}

/** Refuses what would make a number dial these others, if one of them leads back to it. */
export async function refuseLoop(ctx: Context, e164: string, dialled: readonly string[]): Promise<void> {
  const others = dialled.filter((number) => number !== e164);
  const way = await wayTo(e164, others, (numbers) => dialledBy(ctx, numbers));
  if (way) throw looping([e164, ...way]);
}

/** Refuses what would make an agent dial a number from which calls come to the agent, by way of another number. */
export async function refuseAgentLoop(ctx: Context, changed: Changed): Promise<void> {
  if (changed.destination.kind !== "dial") return;
  const { phoneNumber } = changed.destination;
  const way = await wayTo(phoneNumber, [phoneNumber], (numbers) => dialledBy(ctx, numbers, changed));
  if (way) throw looping(way);
}

const looping = (way: readonly string[]): Problem =>
  new Problem("routing_loop", `Calls would go round and round: ${way.join(" → ")}.`, { more: { phone_numbers: way } });

/** In one round trip, whatever the numbers; those of others dial nobody, as far as this tenant is concerned. */
async function dialledBy({ db, principal }: Context, numbers: readonly string[], changed?: Changed) {
  const own = ownNumbersAs(principal.tenantId, numbers);
  const [rows, plans, agents] = await db.batch([
    own.read(db),
    plansOf(db, own.subquery),
    agentsAmong(db, principal.tenantId, agentIdsOf(own.subquery)),
  ]);
  const planOf = new Map(plans.map(({ phoneNumberId, plan }) => [phoneNumberId, plan]));
  const destinations = new Map(agents.map(({ id, destination }) => [id, destination]));
  if (changed) destinations.set(changed.id, changed.destination);
  return new Map(
    rows.map(({ id, e164, agentId }) => {
      const routed = { agentId, plan: planOf.get(id) ?? null };
      return [e164, dialledAtOnce(routed, (agent) => destinations.get(agent))] as const;
    }),
  );
}
