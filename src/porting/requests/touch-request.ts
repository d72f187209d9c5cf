import { and, eq, type SQL, sql } from "drizzle-orm";
import { isOneOf, previousWroteSomething, type Statement } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { finalStatuses, type RequestStatus } from "../rules/states";
import { type PortingRequestRow, portingRequests } from "./table";

/**
 * Raises a request's version, as its answer shows something of other rows that changed; `columns` may bring a fresh
 * pre-flight check. Unexecuted. Without a `gate` it follows the statement before it in the batch.
 */
export const touchRequest = (
  { db, now }: Pick<Context, "db" | "now">,
  id: string,
  gate: SQL = previousWroteSomething,
  columns: Partial<Pick<PortingRequestRow, "preflight">> = {},
): Statement =>
  db
    .update(portingRequests)
    .set({ ...columns, version: sql`${portingRequests.version} + 1`, updatedAt: now })
    .where(and(eq(portingRequests.id, id), gate));

/** A condition that is true while the request has not ended. */
export const isStillOpen = (id: string): SQL =>
  sql`exists (select 1 from ${portingRequests} where ${portingRequests.id} = ${id}
    and not ${isOneOf(portingRequests.status, finalStatuses)})`;

/** A condition that is true while the request has one of the statuses. */
export const isInStatus = (id: string, statuses: readonly RequestStatus[]): SQL =>
  sql`exists (select 1 from ${portingRequests} where ${portingRequests.id} = ${id}
    and ${isOneOf(portingRequests.status, statuses)})`;
