import { and, eq, gt, isNull, type SQL, sql } from "drizzle-orm";
import { newestSeq } from "#events/log/reads";
import { batchNamed } from "#kernel/db/db";
import { databaseOfTenant } from "#kernel/db/tenant-database";
import { newestFirst, type Page, type PageQuery, readPage } from "#kernel/http/page";
import { Problem } from "#kernel/http/problem";
import type { CallerSession, Context } from "#kernel/ports/context";
import { tenantOfCaller } from "#tenants/queries";
import { IDLE_MS, MAX_SESSIONS } from "./lifetime";
import type { CurrentSession } from "./responses";
import { type SessionRow, sessions } from "./table";
import { toCurrentSession } from "./wire";

/** The session that the request came by. Throws `not_found` for a request by API key. */
export function requireSession({ principal: { session } }: Context): CallerSession {
  if (session) return session;
  throw new Problem(
    "not_found",
    "The request came by an API key, so there is no session. POST /v1/sessions makes one; GET /v1/me shows the key.",
  );
}

/** The condition for the session `id`, while it is not over. */
export const isLive = (id: string, now: number): SQL | undefined =>
  and(eq(sessions.id, id), gt(sessions.expiresAt, now));

/** The condition for the sessions of the caller's key, or of the admin token. */
export const ofCallersKey = ({ principal: { keyId } }: Context): SQL =>
  keyId === null ? isNull(sessions.keyId) : eq(sessions.keyId, keyId);

/** The current session with the tenant that it acts for. Throws `session_expired` if it ended a moment ago. */
export async function currentSession(ctx: Context): Promise<CurrentSession> {
  const session = requireSession(ctx);
  const db = await databaseOfTenant(ctx, session.tenantId);
  const reads = {
    found: db.select().from(sessions).where(isLive(session.id, ctx.now)),
    tenant: tenantOfCaller(ctx),
    newest: newestSeq(ctx.db, ctx.principal.tenantId),
  };
  const { tenant: ofTenant, newest } = reads;
  const {
    found: [row],
    tenant: [tenant],
    newest: [event],
  } = db === ctx.db
    ? await batchNamed(db, reads)
    : { found: await reads.found, ...(await batchNamed(ctx.db, { tenant: ofTenant, newest })) };
  if (!row || !tenant || !event) throw sessionEnded();
  const csrfToken = await session.csrfTokenFor(session.actingFor);
  return toCurrentSession(row, { csrfToken, scopes: ctx.principal.scopes, tenant, eventSeq: event.seq });
}

/** The newest `seq` in the event log of the tenant that a session is to act for. */
export async function newestSeqOf(ctx: Context, tenantId: string): Promise<number> {
  const [event] = await newestSeq(await databaseOfTenant(ctx, tenantId), tenantId);
  return event?.seq ?? 0;
}

export const sessionEnded = (): Problem => new Problem("session_expired", "The session has just ended. Sign in again.");

/** The condition for the live sessions of the caller's key. */
const ofCallersLive = (ctx: Context): SQL | undefined =>
  and(ofCallersKey(ctx), gt(sessions.expiresAt, ctx.now), gt(sessions.lastUsedAt, ctx.now - IDLE_MS));

/** A page of the live sessions of the caller's key, the newest first. */
export async function listSessions(ctx: Context, query: PageQuery): Promise<Page<SessionRow>> {
  const db = await databaseOfTenant(ctx, tenantOfCredential(ctx));
  return await readPage(db.select().from(sessions), newestFirst(sessions), query, [ofCallersLive(ctx)]);
}

/** The tenant of the caller's key, also while a session of it acts for another tenant. */
export const tenantOfCredential = ({ principal: { session, tenantId } }: Context): string =>
  session?.tenantId ?? tenantId;

/** The id of the newest live session of the caller's key beyond `MAX_SESSIONS`, as a subquery. */
export const surplusSession = (ctx: Context): SQL =>
  sql`(select ${sessions.id} from ${sessions} where ${ofCallersLive(ctx)}
    order by ${sessions.createdAt} desc, ${sessions.id} desc limit 1 offset ${MAX_SESSIONS})`;
