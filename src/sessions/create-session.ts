import { sql } from "drizzle-orm";
import { newestSeq } from "#events/log/reads";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { batchNamed } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { z } from "#kernel/http/schema";
import { tenantScopes } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { isoTime } from "#kernel/values/time";
import { tenantOf } from "#tenants/queries";
import { tenantToActFor } from "./acting-tenant";
import { endOfNewSession } from "./lifetime";
import { newestSeqOf, surplusSession } from "./queries";
import type { CurrentSession } from "./responses";
import { type SessionRow, sessions } from "./table";
import { csrfTokenOf, hashOfAdminToken, hashOfKeyToken, newSessionToken } from "./token";
import { type newSession, toCurrentSession } from "./wire";

const MAX_USER_AGENT = 200;

interface SignedIn {
  readonly body: CurrentSession;
  /** The cookie's value, which only this answer has. */
  readonly token: string;
  readonly expiresAt: number;
}

/**
 * Signs in: makes a session of the caller's key. Each call makes another one, and ends the oldest of more than
 * `MAX_SESSIONS` in the same batch, so parallel calls do not exceed that either. It takes no Idempotency-Key, because a
 * repeat could give the token only if it were stored, and a session that its browser never got ends by itself.
 */
export async function createSession(
  ctx: Context,
  { tenant_id }: z.infer<ReturnType<typeof newSession>>,
  userAgent: string | undefined,
): Promise<SignedIn> {
  const { principal, config, now, db } = ctx;
  if (principal.session) {
    throw new Problem("unauthenticated", "A session cannot make a session. Send an API key as `Authorization`.");
  }
  const { tenantId, keyId } = principal;
  const acting = tenant_id === undefined ? null : await tenantToActFor(ctx, principal.scopes, tenant_id);
  const tenant = acting ?? (await tenantOf(ctx, tenantId));
  const token = newSessionToken(ctx.randomBytes);
  const row: SessionRow = {
    id: ctx.newId("session"),
    tenantId,
    keyId,
    hash: await (keyId === null ? hashOfAdminToken(token, config.adminToken) : hashOfKeyToken(token)),
    actingFor: acting?.id ?? null,
    userAgent: userAgent?.slice(0, MAX_USER_AGENT) ?? null,
    createdAt: now,
    lastUsedAt: now,
    expiresAt: endOfNewSession(now, principal.keyExpiresAt ?? null),
  };
  const surplus = surplusSession(ctx);
  const {
    ended,
    newest: [event],
  } = await batchNamed(db, {
    made: db.insert(sessions).values(row),
    created: recordEvent(db, sourceOf(ctx), "session.created", row.id, {
      key_id: keyId,
      acting_for: row.actingFor,
      expires_at: isoTime(row.expiresAt),
    }),
    endedEvent: recordEvent(
      db,
      sourceOf(ctx),
      "session.ended",
      surplus,
      { key_id: keyId },
      sql`${surplus} is not null`,
    ),
    ended: db
      .update(sessions)
      .set({ expiresAt: now })
      .where(sql`${sessions.id} = ${surplus}`)
      .returning({ id: sessions.id }),
    newest: newestSeq(db, tenantId),
  });
  for (const { id } of ended) ctx.forgetSessions(id);
  const csrfToken = await csrfTokenOf(token, row.actingFor);
  const scopes = acting ? new Set(tenantScopes) : principal.scopes;
  const eventSeq = acting ? await newestSeqOf(ctx, acting.id) : (event?.seq ?? 0);
  return { body: toCurrentSession(row, { csrfToken, scopes, tenant, eventSeq }), token, expiresAt: row.expiresAt };
}
