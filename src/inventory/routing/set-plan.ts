import { and } from "drizzle-orm";
import { newestEvent } from "#events/log/reads";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { requireAgents } from "#inventory/agents/queries";
import { nextFrom } from "#inventory/assignments/validity";
import { isInService } from "#inventory/phone-numbers/lifecycle";
import { numberOf } from "#inventory/phone-numbers/queries";
import { previousWroteSomething, wroteSomething } from "#kernel/db/db";
import { requireMatch } from "#kernel/http/http";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { canonicalJson } from "#kernel/values/digest";
import { agentsIn, type RoutingPlan } from "#kernel/values/routing-plan";
import { numbersDialled } from "./dial-loop";
import { closePlan, noPlanSince, openPlan, planConflict } from "./plan-statements";
import { latestPlan } from "./queries";
import { refuseLoop } from "./require-no-loop";
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
  const [[latest], [newest]] = await db.batch([latestPlan(db, number.id), newestEvent(db, number.tenantId)]);
  const agents = await requireAgents(ctx, agentsIn(plan));
  const open = latest?.validTo === null ? latest : undefined;
  const current = open?.tenantId === number.tenantId ? open : undefined;
  requireMatch(ifMatch, current?.version ?? 0);
  if (current && canonicalJson(current.plan) === canonicalJson(plan)) return current;
  const change = {
    number: { e164: number.e164, plan },
    agents: new Map(agents.map(({ id, destination }) => [id, destination])),
    mayDial: numbersDialled([...agents.map(({ destination }) => destination), plan.fallback, plan.schedule?.closed]),
  };
  const noLoopSince = await refuseLoop(ctx, change, { newest });
  const row: RoutingPlanRow = {
    phoneNumberId: number.id,
    version: (latest?.version ?? 0) + 1,
    tenantId: number.tenantId,
    plan,
    validFrom: nextFrom(latest, now),
    validTo: null,
  };
  const told = recordEvent(db, sourceOf(ctx), "phone_number.routing_changed", number.id, {
    phone_number: number.e164,
    version: row.version,
  });
  const [written] = open
    ? await db.batch([closePlan(db, open, now, noLoopSince), ...openPlan(db, row, previousWroteSomething), told])
    : await db.batch([...openPlan(db, row, and(noPlanSince(row.phoneNumberId, row.version), noLoopSince)), told]);
  if (!wroteSomething(written)) throw planConflict(number.e164);
  return row;
}
