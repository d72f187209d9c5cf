import { and, asc, eq, gt, isNull, lte, ne, or, sql } from "drizzle-orm";
import type { Database } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { hasWorkAtTwilio } from "./queries";
import { sipTrunks } from "./table";

/** A little less than the job's period, so that each of its runs checks each trunk. */
const CHECK_AGAIN_MS = 9 * 60_000;

/** A trunk that has failed for this long is checked more rarely, though before its results expire. */
const FAILED_FOR_MS = 60 * 60_000;
const CHECK_FAILED_AGAIN_MS = 29 * 60_000;

const named = { id: sipTrunks.id, tenantId: sipTrunks.tenantId };

/** Trunks of all tenants whose work at Twilio is left over: an invocation died, or Twilio did not answer. */
export const trunksToProvision = (db: Database, now: number, limit: number) =>
  db
    .select(named)
    .from(sipTrunks)
    .where(and(hasWorkAtTwilio, lte(sipTrunks.provisioningUntil, now)))
    .orderBy(asc(sipTrunks.provisioningUntil), asc(sipTrunks.id))
    .limit(limit);

/** Silent gateways take long, so each tenant has its turn before one has a third. */
const PER_TENANT = 2;
/** More than all trunks of some tenants. */
const LOOKED_AT = 500;

/**
 * Trunks of all tenants whose turn it is to be verified again, or whose verification died: at most two of each tenant.
 * Trunks that have failed for an hour have their turn every half hour.
 */
export async function trunksToVerify(db: Database, now: number, limit: number) {
  const due = await db
    .select(named)
    .from(sipTrunks)
    .where(
      and(
        isNull(sipTrunks.deletedAt),
        lte(sipTrunks.verifyingUntil, now),
        or(
          isNull(sipTrunks.checkedAt),
          and(
            lte(sipTrunks.checkedAt, now - CHECK_AGAIN_MS),
            or(
              ne(sipTrunks.status, "failed"),
              gt(sipTrunks.updatedAt, now - FAILED_FOR_MS),
              lte(sipTrunks.checkedAt, now - CHECK_FAILED_AGAIN_MS),
            ),
          ),
          eq(sipTrunks.status, "verifying"),
        ),
      ),
    )
    .orderBy(asc(sipTrunks.checkedAt), asc(sipTrunks.id))
    .limit(LOOKED_AT);
  const turns = new Map<string, number>();
  const chosen = due.filter(({ tenantId }) => {
    const turn = (turns.get(tenantId) ?? 0) + 1;
    turns.set(tenantId, turn);
    return turn <= PER_TENANT;
  });
  return chosen.slice(0, limit);
}

/** A trunk whose work failed unexpectedly waits as long as a run of the job is apart from the next. */
const POSTPONED_MS = 10 * 60_000;

/** Puts a trunk whose provisioning or verification failed behind all others, so that it does not stop their work. */
export async function postponeTrunk({ db, now, elapsedMs }: Context, id: string): Promise<void> {
  const at = now + elapsedMs();
  await db
    .update(sipTrunks)
    .set({
      checkedAt: at,
      verifyingUntil: at + POSTPONED_MS,
      provisioningUntil: sql`case when ${hasWorkAtTwilio} then ${at + POSTPONED_MS} else ${sipTrunks.provisioningUntil} end`,
    })
    .where(eq(sipTrunks.id, id));
}
