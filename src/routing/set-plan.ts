import { requireAgents } from "../agents/queries";
import { nextFrom } from "../assignments/interval";
import { record } from "../events/record";
import { sourceOf } from "../events/source";
import type { Context } from "../kernel/context";
import { previousWroteSomething, wroteSomething } from "../kernel/db";
import { canonicalJson } from "../kernel/digest";
import { requireMatch } from "../kernel/http";
import { Problem } from "../kernel/problem";
import { agentsIn, type RoutingPlan } from "../kernel/routing-plan";
import { requireScope } from "../kernel/scope";
import { isInService } from "../numbers/lifecycle";
import { numberOf } from "../numbers/queries";
import { dialledAtOnce } from "./loop";
import { closePlan, noPlanSince, openPlan, outrun } from "./plan-change";
import { latestPlan } from "./queries";
import { refuseLoop } from "./refuse-loop";
import type { RoutingPlanRow } from "./table";

/** Puts a plan into force for a number, from the next call on. The plan before it ends in the same batch. */
export async function setPlan(
  ctx: Context,
  reference: string,
  plan: RoutingPlan,
  ifMatch: string | undefined,
): Promise<RoutingPlanRow> {
  requireScope(ctx, "numbers:write");
  const { db, now } = ctx;
  const number = await numberOf(ctx, reference);
  if (!isInService(number.status)) {
    throw new Problem("illegal_transition", `${number.e164} is ${number.status}; it cannot be given a routing plan.`);
  }
  const agents = await requireAgents(ctx, agentsIn(plan));
  const [latest] = await latestPlan(db, number.id);
  const open = latest?.validTo === null ? latest : undefined;
  const current = open?.tenantId === number.tenantId ? open : undefined;
  requireMatch(ifMatch, current?.version ?? 0);
  if (current && canonicalJson(current.plan) === canonicalJson(plan)) return current;
  const destinationOf = (id: string) => agents.find((agent) => agent.id === id)?.destination;
  await refuseLoop(ctx, number.e164, dialledAtOnce({ agentId: number.agentId, plan }, destinationOf));
  const row: RoutingPlanRow = {
    phoneNumberId: number.id,
    version: (latest?.version ?? 0) + 1,
    tenantId: number.tenantId,
    plan,
    validFrom: nextFrom(latest, now),
    validTo: null,
  };
  const told = record(db, sourceOf(ctx), "phone_number.routing_changed", number.id, {
    phone_number: number.e164,
    version: row.version,
  });
  const [written] = open
    ? await db.batch([closePlan(db, open, now), ...openPlan(db, row, previousWroteSomething), told])
    : await db.batch([...openPlan(db, row, noPlanSince(row.phoneNumberId, row.version)), told]);
  if (!wroteSomething(written)) throw outrun(number.e164);
  return row;
}
