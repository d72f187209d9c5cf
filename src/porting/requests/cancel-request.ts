import { requireMatch } from "#kernel/http/etag";
import { requireScopeOrOperator } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { moveByCaller } from "./move-by-caller";
import { requireMoving } from "./move-request";

/**
 * Cancels a request: a draft at once; one that was handed in as soon as the carrier agrees. Repeating it changes
 * nothing, also when the request is canceled already.
 */
export async function cancelRequest(ctx: Context, id: string, ifMatch: string | undefined): Promise<void> {
  requireScopeOrOperator(ctx, "porting:write");
  const before = await requireMoving(ctx, id);
  const { status, version } = before.request;
  requireMatch(ifMatch, version);
  if (status === "canceled" || status === "cancel_requested") return;
  await moveByCaller(ctx, before, { name: status === "draft" ? "discard" : "request_cancellation" });
}
