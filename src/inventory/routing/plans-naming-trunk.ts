import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import type { TrunkUse } from "#connections/sip-trunks/delete-trunk";
import { tenantOfTrunk } from "#connections/sip-trunks/read-dial-trunks";
import { numbersWithIds } from "#inventory/phone-numbers/queries";
import { numberInService } from "#inventory/phone-numbers/row-conditions";
import type { Database } from "#kernel/db/db";
import { firstOf } from "#kernel/values/first-of";
import { routingPlans } from "./table";

/** The most numbers that a refusal names. */
const MAX_NAMED = 10;

const inFallback: SQL = sql`${routingPlans.plan} ->> '$.fallback.sipTrunkId'`;
const whenClosed: SQL = sql`${routingPlans.plan} ->> '$.schedule.closed.sipTrunkId'`;

/** The condition `is not null or …` is that of the index routing_plans_with_trunk. */
const naming = (db: Database, trunkId: string) =>
  db
    .select({ phoneNumberId: routingPlans.phoneNumberId })
    .from(routingPlans)
    .where(
      and(
        eq(routingPlans.tenantId, tenantOfTrunk(trunkId)),
        isNull(routingPlans.validTo),
        sql`(${inFallback} is not null or ${whenClosed} is not null)`,
        sql`${trunkId} in (${inFallback}, ${whenClosed})`,
        numberInService(tenantOfTrunk(trunkId), routingPlans.phoneNumberId),
      ),
    );

/** Routing plans whose fallback goes over a trunk keep it from being deleted, while their numbers are in service. */
export const plansNamingTrunk: TrunkUse = {
  isInUse: (db, trunkId) => sql`exists ${naming(db, trunkId)}`,
  describe: async (ctx, trunkId) => {
    const found = await naming(ctx.db, trunkId)
      .orderBy(routingPlans.phoneNumberId)
      .limit(MAX_NAMED + 1);
    if (found.length === 0) return null;
    const ids = found.map(({ phoneNumberId }) => phoneNumberId);
    const numbers = (await numbersWithIds(ctx, ids)).map(({ e164 }) => e164);
    return `The routing plans of these numbers send calls over the trunk: ${firstOf(numbers, MAX_NAMED)}. Change or remove these plans first.`;
  },
};
