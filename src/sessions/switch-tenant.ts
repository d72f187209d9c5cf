import { and, sql } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { batchNamed } from "#kernel/db/db";
import { databaseOfTenant } from "#kernel/db/tenant-database";
import type { z } from "#kernel/http/schema";
import { tenantScopes } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { tenantToActFor } from "./acting-tenant";
import { isLive, newestSeqOf, requireSession, sessionEnded } from "./queries";
import type { CurrentSession } from "./responses";
import { sessions } from "./table";
import { type sessionChange, toCurrentSession } from "./wire";

/**
 * Switches the tenant that a session of the platform acts for. The CSRF token changes with it, so a page that still
 * shows the former tenant can change nothing until it has read the session again.
 */
export async function switchTenant(
  ctx: Context,
  { tenant_id: actingFor }: z.infer<ReturnType<typeof sessionChange>>,
): Promise<CurrentSession> {
  const { id, tenantId, ownScopes, csrfTokenFor } = requireSession(ctx);
  const { now, principal } = ctx;
  const db = await databaseOfTenant(ctx, tenantId);
  const tenant = await tenantToActFor(ctx, ownScopes, actingFor);
  const {
    found: [row],
  } = await batchNamed(db, {
    switched: db
      .update(sessions)
      .set({ actingFor })
      .where(and(isLive(id, now), sql`${sessions.actingFor} is not ${actingFor}`)),
    event: recordEvent(db, sourceOf(ctx, tenantId), "session.tenant_switched", id, {
      key_id: principal.keyId,
      acting_for: actingFor,
    }),
    found: db.select().from(sessions).where(isLive(id, now)),
  });
  ctx.forgetSessions(id);
  if (!row) throw sessionEnded();
  const scopes = actingFor === null ? ownScopes : new Set(tenantScopes);
  const eventSeq = await newestSeqOf(ctx, tenant.id);
  return toCurrentSession(row, { csrfToken: await csrfTokenFor(actingFor), scopes, tenant, eventSeq });
}
