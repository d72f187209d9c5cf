import { and, eq, isNull, lte, or } from "drizzle-orm";
import type { Context } from "#kernel/ports/context";
import { portingShareLinks, type ShareLinkRow } from "./table";

/** Opening is noted by the hour: a page that reloads itself must not write each time. */
const NOTE_MS = 60 * 60_000;

/** Notes after the response that a visitor opened the link. */
export function noteOpened(ctx: Context, { id, lastOpenedAt }: ShareLinkRow): void {
  const before = ctx.now - NOTE_MS;
  if (lastOpenedAt !== null && lastOpenedAt > before) return;
  const { db, now } = ctx;
  const isDue = or(isNull(portingShareLinks.lastOpenedAt), lte(portingShareLinks.lastOpenedAt, before));
  ctx.inBackground(ctx, () =>
    db
      .update(portingShareLinks)
      .set({ lastOpenedAt: now })
      .where(and(eq(portingShareLinks.id, id), isDue))
      .run(),
  );
}
