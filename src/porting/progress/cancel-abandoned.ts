import { and, lt } from "drizzle-orm";
import { isOneOf } from "#kernel/db/db";
import { inKeyRange, type KeyRange, type ListOrder, orderBy } from "#kernel/http/page";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { moveRequest, startWork } from "../requests/move-request";
import { theSystem } from "../requests/mover";
import { numbersOfRequest } from "../requests/queries";
import { type PortingRequestRow, portingRequests } from "../requests/table";
import { makeDue } from "./lease";

/**
 * An exception that is not submitted again for this long is canceled: its numbers are in an open port, so no other
 * tenant could port them, not even their owner. Carriers take no older bill either.
 */
export const ABANDONED_MS = 30 * 24 * 60 * 60_000;

const byAge: ListOrder = { sort: "status_since", column: portingRequests.statusSince, id: portingRequests.id };

/** Requests that have been in exception for `ABANDONED_MS`, the oldest first. */
export const abandonedRequests = ({ db, now }: Context, keyRange: KeyRange) =>
  db
    .select()
    .from(portingRequests)
    .where(
      and(
        isOneOf(portingRequests.status, ["exception"]),
        lt(portingRequests.statusSince, now - ABANDONED_MS),
        inKeyRange(byAge, keyRange),
      ),
    )
    .orderBy(...orderBy(byAge))
    .limit(keyRange.limit);

/** Cancels an abandoned request, unless one of its numbers moves within 48 hours. */
export async function cancelAbandoned(ctx: Context, request: PortingRequestRow): Promise<void> {
  const numbers = await numbersOfRequest(ctx, request.id);
  try {
    await moveRequest(ctx, { request, numbers }, { mover: theSystem, requests: [{ name: "request_cancellation" }] });
  } catch (error) {
    if (error instanceof Problem) return;
    throw error;
  }
  await makeDue(ctx, request.id);
  await startWork(ctx, request.id);
}
