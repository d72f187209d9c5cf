import { and, asc, eq, gt, isNotNull, isNull, lte, or, type SQL, sql } from "drizzle-orm";
import { isOneOf } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { type PortingRequestRow, portingRequests } from "../requests/table";
import { finalStatuses, openStatuses } from "../rules/states";

/**
 * Who works on a request, and when it is looked at again. `next_check_at` is the fact; messages of the queue only wake.
 *
 * **Invariant:** a hint that finds the request taken makes it due, and the worker that gives it back sees that, so no
 * hint is lost.
 */

/** A worker that has not come back within this time has died. Longer than a run takes: see `RUN_MS`. */
const LEASE_MS = 180_000;

type Parts = Pick<Context, "db" | "now">;

/** A port that ended here may still have to be canceled at Twilio. */
const hasWork = or(isOneOf(portingRequests.status, openStatuses), isNotNull(portingRequests.carrierTask));

/** Takes a request that is due. Returns no row if it is not, or if another invocation works on it. */
export const takeRequest = ({ db, now }: Parts, id: string) =>
  db
    .update(portingRequests)
    .set({ leaseUntil: now + LEASE_MS, nextCheckAt: now + LEASE_MS })
    .where(
      and(
        eq(portingRequests.id, id),
        hasWork,
        lte(portingRequests.leaseUntil, now),
        lte(portingRequests.nextCheckAt, now),
      ),
    )
    .returning();

/**
 * Gives a request back that `takeRequest` took, and says when it is due next: at `nextCheckAt`, or at once if it was
 * made due meanwhile; `null` if it has ended.
 */
export async function returnRequest(
  { db }: Parts,
  { id, leaseUntil }: Pick<PortingRequestRow, "id" | "leaseUntil">,
  nextCheckAt: number,
): Promise<number | null> {
  const { nextCheckAt: due, status } = portingRequests;
  const [row] = await db
    .update(portingRequests)
    .set({
      leaseUntil: 0,
      nextCheckAt: sql`case when ${isOneOf(status, finalStatuses)} and ${portingRequests.carrierTask} is null then null
        when ${due} = ${leaseUntil} then ${nextCheckAt} else ${due} end`,
    })
    .where(and(eq(portingRequests.id, id), eq(portingRequests.leaseUntil, leaseUntil)))
    .returning({ nextCheckAt: due });
  return row?.nextCheckAt ?? null;
}

/** A request that ended outside a run, and has nothing left at Twilio, is never due again. */
export const endRequest = ({ db, now }: Parts, id: string) =>
  db
    .update(portingRequests)
    .set({ nextCheckAt: null })
    .where(
      and(
        eq(portingRequests.id, id),
        isOneOf(portingRequests.status, finalStatuses),
        isNull(portingRequests.carrierTask),
        lte(portingRequests.leaseUntil, now),
      ),
    );

/** Makes a request due, and returns its id; no row if it is not under way, or due already. */
export const makeDue = (parts: Parts, id: string) => makeDueWhere(parts, eq(portingRequests.id, id));

/** The same for the request with this port at Twilio. */
export const makeDueByPort = (parts: Parts, carrierRequestId: string) =>
  makeDueWhere(
    parts,
    and(eq(portingRequests.carrierRequestId, carrierRequestId), isNotNull(portingRequests.carrierRequestId)),
  );

const makeDueWhere = ({ db, now }: Parts, condition: SQL | undefined) =>
  db
    .update(portingRequests)
    .set({ nextCheckAt: now })
    .where(and(condition, hasWork, or(isNull(portingRequests.nextCheckAt), gt(portingRequests.nextCheckAt, now))))
    .returning({ id: portingRequests.id });

/** Requests of all tenants that are due, the longest due first. */
export const dueRequests = ({ db, now }: Parts, limit: number) =>
  db
    .select({ id: portingRequests.id, tenantId: portingRequests.tenantId })
    .from(portingRequests)
    .where(
      and(
        isNotNull(portingRequests.nextCheckAt),
        lte(portingRequests.nextCheckAt, now),
        lte(portingRequests.leaseUntil, now),
        hasWork,
      ),
    )
    .orderBy(asc(portingRequests.nextCheckAt), asc(portingRequests.id))
    .limit(limit);
