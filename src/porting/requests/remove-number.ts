import { and, eq } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { wasRecorded } from "#events/log/was-recorded";
import { batchNamed, wroteSomething } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import { requireScopeOrOperator } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { preflightColumn } from "../preflight/check-request";
import { requestChanged } from "./add-numbers";
import { requireDraft } from "./editable";
import { pathFor } from "./number-groups";
import { isRequestAt, numbersOfRequest, requireNumber, requireRequest } from "./queries";
import { portingNumbers, portingRequests } from "./table";

/** Takes a number out of a draft. Doing it again is no error. */
export async function removeNumber(ctx: Context, requestId: string, numberId: string): Promise<void> {
  requireScopeOrOperator(ctx, "porting:write");
  const { db, now } = ctx;
  const found = await requireNumber(ctx, requestId, numberId).catch(async (error: unknown) => {
    if (!(error instanceof Problem) || error.code !== "not_found") throw error;
    const { tenantId } = await requireRequest(ctx, requestId);
    const removed = {
      tenantId,
      type: "porting_request.number_removed",
      subjectId: requestId,
      field: { name: "porting_number_id", value: numberId },
    } as const;
    if (await wasRecorded(db, removed)) return null;
    throw error;
  });
  if (!found) return;
  const { request, number } = found;
  requireDraft(request, "Numbers can be taken out of a draft only.");
  const others = (await numbersOfRequest(ctx, requestId)).filter(({ id }) => id !== numberId);
  const path = pathFor(others);
  const checked = await preflightColumn(ctx, { ...request, path }, others);
  const next = { id: requestId, version: request.version + 1 };
  const { raised } = await batchNamed(db, {
    raised: db
      .update(portingRequests)
      .set({ path, ...checked, version: next.version, updatedAt: now })
      .where(
        and(
          eq(portingRequests.id, requestId),
          eq(portingRequests.version, request.version),
          eq(portingRequests.status, "draft"),
        ),
      ),
    event: recordEvent(db, sourceOf(ctx, request.tenantId), "porting_request.number_removed", requestId, {
      name: request.name,
      porting_number_id: numberId,
      phone_number: number.e164,
    }),
    removed: db.delete(portingNumbers).where(and(eq(portingNumbers.id, numberId), isRequestAt(next))),
  });
  if (!wroteSomething(raised)) throw requestChanged(requestId);
}
