import { and, gt } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { databaseOfTenant } from "#kernel/db/tenant-database";
import type { Context } from "#kernel/ports/context";
import { isLive, ofCallersKey, requireSession, tenantOfCredential } from "./queries";
import { credentialName } from "./session-memory";
import { sessions } from "./table";

/** Signs out: ends the current session. This isolate forgets it at once, others within `CREDENTIAL_TRUST_MS`. */
export async function endSession(ctx: Context): Promise<void> {
  const { id, tenantId } = requireSession(ctx);
  const { now, principal } = ctx;
  const db = await databaseOfTenant(ctx, tenantId);
  await db.batch([
    db.update(sessions).set({ expiresAt: now }).where(isLive(id, now)),
    recordEvent(db, sourceOf(ctx, tenantId), "session.ended", id, { key_id: principal.keyId }),
  ]);
  ctx.forgetSessions(id);
}

/** Signs out everywhere: ends all sessions of the caller's key, or of the admin token. Repeating it changes nothing. */
export async function endAllSessions(ctx: Context): Promise<void> {
  const { now, principal } = ctx;
  const name = credentialName(principal.keyId);
  const tenantId = tenantOfCredential(ctx);
  const db = await databaseOfTenant(ctx, tenantId);
  await db.batch([
    db
      .update(sessions)
      .set({ expiresAt: now })
      .where(and(ofCallersKey(ctx), gt(sessions.expiresAt, now))),
    recordEvent(db, sourceOf(ctx, tenantId), "api_key.sessions_ended", name, {}),
  ]);
  ctx.forgetSessions(name);
}
