import { and, eq, isNull } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { batchNamed } from "#kernel/db/db";
import { requireScopeOrOperator } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { entryActor } from "../requests/actor";
import { requireRequest } from "../requests/queries";
import { recordEntry } from "../requests/record-entry";
import { requireShareLink } from "./queries";
import { portingShareLinks } from "./table";

/** Revokes a link: from now on it opens nothing. Doing it again changes nothing. */
export async function revokeShareLink(ctx: Context, requestId: string, linkId: string): Promise<void> {
  requireScopeOrOperator(ctx, "porting:write");
  const { db, now } = ctx;
  const request = await requireRequest(ctx, requestId);
  const link = await requireShareLink(ctx, requestId, linkId);
  if (link.revokedAt !== null) return;
  await batchNamed(db, {
    revoked: db
      .update(portingShareLinks)
      .set({ revokedAt: now })
      .where(and(eq(portingShareLinks.id, linkId), isNull(portingShareLinks.revokedAt))),
    entry: recordEntry(ctx, request, {
      kind: "shared",
      actor: entryActor(ctx),
      detail: "A share link was revoked.",
      data: { porting_share_link_id: linkId },
    }),
    event: recordEvent(db, sourceOf(ctx, request.tenantId), "porting_request.link_revoked", requestId, {
      porting_share_link_id: linkId,
    }),
  });
}
