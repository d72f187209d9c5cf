import { and, lt } from "drizzle-orm";
import { isOneOf } from "#kernel/db/db";
import { inKeyRange, type KeyRange, type ListOrder, orderBy } from "#kernel/http/page";
import type { Context } from "#kernel/ports/context";
import { moveRequest } from "./move-request";
import { theSystem } from "./mover";
import { numbersOfRequest } from "./queries";
import { type PortingRequestRow, portingRequests } from "./table";

/** A draft that has not been changed for this long expires. Its bill would be too old for any carrier by then. */
export const DRAFT_MS = 90 * 24 * 60 * 60_000;

const byAge: ListOrder = { sort: "status_since", column: portingRequests.statusSince, id: portingRequests.id };

/** Drafts that have not been changed for `DRAFT_MS`, the oldest first. */
export const idleDrafts = ({ db, now }: Context, keyRange: KeyRange) =>
  db
    .select()
    .from(portingRequests)
    .where(
      and(
        isOneOf(portingRequests.status, ["draft"]),
        lt(portingRequests.statusSince, now - DRAFT_MS),
        lt(portingRequests.updatedAt, now - DRAFT_MS),
        inKeyRange(byAge, keyRange),
      ),
    )
    .orderBy(...orderBy(byAge))
    .limit(keyRange.limit);

export async function expireDraft(ctx: Context, request: PortingRequestRow): Promise<void> {
  const numbers = await numbersOfRequest(ctx, request.id);
  await moveRequest(ctx, { request, numbers }, { mover: theSystem, requests: [{ name: "expire" }] });
}
