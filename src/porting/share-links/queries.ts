import { and, eq, isNull, lte, type SQL, sql } from "drizzle-orm";
import {
  inKeyRange,
  type KeyRange,
  newestFirst,
  orderBy,
  type Page,
  type PageQuery,
  readPage,
} from "#kernel/http/page";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { portingShareLinks, type ShareLinkRow } from "./table";

type Reader = Pick<Context, "db">;

/** A page of a request's links, the newest first. The caller has checked that the request may be seen. */
export const listShareLinks = ({ db }: Reader, requestId: string, query: PageQuery): Promise<Page<ShareLinkRow>> =>
  readPage(db.select().from(portingShareLinks), newestFirst(portingShareLinks), query, [
    eq(portingShareLinks.portingRequestId, requestId),
  ]);

/** A link of a request that the caller may see. Throws `not_found`. */
export async function requireShareLink({ db }: Reader, requestId: string, linkId: string): Promise<ShareLinkRow> {
  const [row] = await db
    .select()
    .from(portingShareLinks)
    .where(and(eq(portingShareLinks.id, linkId), eq(portingShareLinks.portingRequestId, requestId)));
  if (!row) throw new Problem("not_found", `The porting request ${requestId} has no share link ${linkId}.`);
  return row;
}

/** The link that a valid token names; `null`: it is gone with its request. The token is the right to see it. */
export async function linkOfToken({ db }: Reader, linkId: string): Promise<ShareLinkRow | null> {
  const [row] = await db.select().from(portingShareLinks).where(eq(portingShareLinks.id, linkId));
  return row ?? null;
}

/** How many links of the request open its page, as a subquery. */
export const openLinkCount = (requestId: string, now: number): SQL =>
  sql`(select count(*) from ${portingShareLinks} where ${portingShareLinks.portingRequestId} = ${requestId}
    and ${portingShareLinks.revokedAt} is null and ${portingShareLinks.expiresAt} > ${now})`;

const byExpiry = { sort: "expires_at", column: portingShareLinks.expiresAt, id: portingShareLinks.id } as const;

/** Links that have expired without an event about it. */
export const linksToReport = ({ db, now }: Pick<Context, "db" | "now">, keyRange: KeyRange) =>
  db
    .select()
    .from(portingShareLinks)
    .where(
      and(
        isNull(portingShareLinks.revokedAt),
        isNull(portingShareLinks.expiryReportedAt),
        lte(portingShareLinks.expiresAt, now),
        inKeyRange(byExpiry, keyRange),
      ),
    )
    .orderBy(...orderBy(byExpiry))
    .limit(keyRange.limit);
