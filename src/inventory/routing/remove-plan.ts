import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { numberOf } from "#inventory/phone-numbers/queries";
import { batchNamed, wroteSomething } from "#kernel/db/db";
import { requireMatch } from "#kernel/http/etag";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { closePlan, planConflict } from "./plan-statements";
import { latestPlan, planInForce } from "./queries";

/** Ends a number's routing plan: its calls go to the assigned agent. Doing it again is no error. */
export async function removePlan(ctx: Context, reference: string, ifMatch: string | undefined): Promise<void> {
  const { db, now } = ctx;
  const number = await numberOf(ctx, reference);
  const [current] = await planInForce(db, number.tenantId, number.id);
  if (!current) {
    const [last] = await latestPlan(db, number.id);
    if (last?.tenantId === number.tenantId) return;
    throw new Problem("not_found", `${number.e164} has no routing plan.`);
  }
  requireMatch(ifMatch, current.version);
  const { closed } = await batchNamed(db, {
    closed: closePlan(db, current, now),
    event: recordEvent(db, sourceOf(ctx), "phone_number.routing_changed", number.id, {
      phone_number: number.e164,
      version: null,
    }),
  });
  if (!wroteSomething(closed)) throw planConflict(number.e164);
}
