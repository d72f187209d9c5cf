import { and, eq, isNull } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { systemSource } from "#events/log/source";
import { batchNamed } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { portingShareLinks, type ShareLinkRow } from "./table";

/** Writes the event about a link that has expired, once. */
export async function reportExpiry(ctx: Context, { id, tenantId, portingRequestId }: ShareLinkRow): Promise<void> {
  const { db, now } = ctx;
  await batchNamed(db, {
    reported: db
      .update(portingShareLinks)
      .set({ expiryReportedAt: now })
      .where(
        and(
          eq(portingShareLinks.id, id),
          isNull(portingShareLinks.expiryReportedAt),
          isNull(portingShareLinks.revokedAt),
        ),
      ),
    event: recordEvent(db, systemSource(ctx, tenantId), "porting_request.link_expired", portingRequestId, {
      porting_share_link_id: id,
    }),
  });
}
