import { and } from "drizzle-orm";
import { newestEvent } from "#events/log/reads";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { requireAgents } from "#inventory/agents/queries";
import { requireTrunks } from "#inventory/agents/require-trunks";
import { nextValidFrom } from "#inventory/assignments/validity";
import { requireInService } from "#inventory/phone-numbers/number-problems";
import { numberOf } from "#inventory/phone-numbers/queries";
import { batchAll, batchNamed, previousWroteSomething, wroteSomething } from "#kernel/db/db";
import { requireMatch } from "#kernel/http/etag";
import type { Context } from "#kernel/ports/context";
import { canonicalJson } from "#kernel/values/digest";
import { agentsIn, type RoutingPlan } from "#kernel/values/routing-plan";
import { numbersDialled } from "./dialled-numbers";
import { closePlan, noPlanSince, openPlan, planConflict } from "./plan-statements";
import { latestPlan } from "./queries";
import { requireNoLoop } from "./require-no-loop";
import { requireRedirectAllowed } from "./require-redirect-allowed";
import type { RoutingPlanRow } from "./table";

/**
 * Puts a routing plan into force for a number, from the next call on, and ends the plan before it in the same batch.
 */
export async function setPlan(
  ctx: Context,
  reference: string,
  plan: RoutingPlan,
  ifMatch: string | undefined,
): Promise<RoutingPlanRow> {
  const { db, now } = ctx;
  const number = await numberOf(ctx, reference);
  requireInService(number, "given a routing plan");
  const {
    latest: [latest],
    newest: [newest],
  } = await batchNamed(db, { latest: latestPlan(db, number.id), newest: newestEvent(db, number.tenantId) });
  const places = [
    { pointer: "/fallback", destination: plan.fallback },
    { pointer: "/schedule/closed", destination: plan.schedule?.closed },
  ];
  await requireTrunks(ctx, places, number);
  const agents = await requireAgents(ctx, agentsIn(plan));
  await requireRedirectAllowed(ctx, number, agents);
  const open = latest?.validTo === null ? latest : undefined;
  const current = open?.tenantId === number.tenantId ? open : undefined;
  requireMatch(ifMatch, current?.version ?? 0);
  if (current && canonicalJson(current.plan) === canonicalJson(plan)) return current;
  const change = {
    number: { e164: number.e164, plan },
    agents: new Map(agents.map(({ id, destination }) => [id, destination])),
    mayDial: numbersDialled([...agents.map(({ destination }) => destination), plan.fallback, plan.schedule?.closed]),
  };
  const noLoopSince = await requireNoLoop(ctx, change, { newest });
  const row: RoutingPlanRow = {
    phoneNumberId: number.id,
    version: (latest?.version ?? 0) + 1,
    tenantId: number.tenantId,
    plan,
    validFrom: nextValidFrom(latest, now),
    validTo: null,
  };
  const event = recordEvent(db, sourceOf(ctx), "phone_number.routing_changed", number.id, {
    phone_number: number.e164,
    version: row.version,
  });
  // The first statement is gated on what was read, the others on the one before them.
  const [first] = await batchAll(
    db,
    open
      ? [closePlan(db, open, now, noLoopSince), ...openPlan(db, row, previousWroteSomething), event]
      : [...openPlan(db, row, and(noPlanSince(row.phoneNumberId, row.version), noLoopSince)), event],
  );
  if (!wroteSomething(first)) throw planConflict(number.e164);
  return row;
}
