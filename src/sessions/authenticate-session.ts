import { and, eq, gt, inArray, lt, type SQL, sql } from "drizzle-orm";
import { batchNamed, type Database } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import { tenantScopes } from "#kernel/http/scope";
import type { Principal } from "#kernel/ports/context";
import { type Databases, findPlaced, type NamedDatabase } from "#kernel/ports/databases";
import { equalSecrets } from "#kernel/values/digest";
import { type AuthenticationDeps, administrator, keyNamedBy, toCallersKey } from "#tenants/authenticate";
import { placementOf, tenantNamedBy } from "#tenants/queries";
import type { TenantRow } from "#tenants/wire";
import { LAST_USED_MS, sessionEnd } from "./lifetime";
import { foreignSource, isGuarded, type RequestSource } from "./request-origin";
import type { KnownSession, SessionMemory } from "./session-memory";
import { sessions } from "./table";
import { csrfTokenOf, hashOfAdminToken, hashOfKeyToken, isSessionToken } from "./token";

export interface SessionRequest extends RequestSource {
  /** The token in the cookie. */
  readonly token: string;
  /** The header `X-CSRF-Token`. */
  readonly csrfToken: string | undefined;
}

type Deps = AuthenticationDeps<SessionMemory>;

/**
 * The caller that a session's cookie names: its key, or the tenant that the platform acts for. Throws `csrf_failed` for
 * a request that may come from another site's page, and `session_expired` for a session that is over.
 */
export async function authenticateSession(deps: Deps, request: SessionRequest): Promise<Principal> {
  const foreign = foreignSource(request);
  if (foreign !== null) throw csrfFailed(foreign);
  const { token } = request;
  if (!isSessionToken(token)) throw sessionExpired("This is not a session of this deployment.");
  const known = deps.memory.recall(token, deps, () => readSession(deps, token));
  if (!known) await deps.limitUnknownKeys();
  const session = requireLive(deps, known ?? (await readSession(deps, token)));
  if (await hasCsrfToken(request, session)) return principalOf(session, token);
  if (known && mayAct(known)) {
    // Another isolate may just have switched the tenant, which changes the CSRF token.
    const fresh = requireLive(deps, await readSession(deps, token));
    if (await hasCsrfToken(request, fresh)) return principalOf(fresh, token);
  }
  throw csrfFailed(
    request.csrfToken === undefined
      ? "A request by session needs the header `X-CSRF-Token` if it changes something. A live connection needs a ticket instead (`POST /v1/live/tickets`)."
      : "`X-CSRF-Token` is not the one of this session, or not of the tenant that it acts for now.",
  );
}

/** A request that only reads may leave the token out. One that has it must have the right one. */
async function hasCsrfToken(request: SessionRequest, session: KnownSession): Promise<boolean> {
  if (request.csrfToken === undefined) return !isGuarded(request);
  return await equalSecrets(request.csrfToken, session.csrfToken);
}

const csrfFailed = (why: string): Problem =>
  new Problem("csrf_failed", `${why} GET /v1/session answers the session's \`csrf_token\`.`);

const sessionExpired = (why: string): Problem => new Problem("session_expired", `${why} Sign in again.`);

function requireLive({ now }: Deps, session: KnownSession | undefined): KnownSession {
  const end = session ? sessionEnd(session, session.key, now) : "The session does not exist.";
  if (!session || end !== null) throw sessionExpired(end ?? "");
  return session;
}

const callerOf = ({ key }: KnownSession): Principal =>
  key
    ? {
        tenantId: key.tenantId,
        keyId: key.id,
        scopes: key.scopes,
        keyExpiresAt: key.expiresAt,
        inactive: key.inactive,
      }
    : administrator;

const mayAct = (session: KnownSession): boolean => callerOf(session).scopes.has("admin");

/**
 * The key itself, or the tenant that it acts for, with all scopes that a tenant may have. `keyId` stays the key's, so
 * events name the platform as the actor.
 */
function principalOf(session: KnownSession, token: string): Principal {
  const { id, tenantId, actingFor, inactive, database } = session;
  const own = { ...callerOf(session), database };
  const csrfTokenFor = (tenant: string | null) => csrfTokenOf(token, tenant);
  const caller = { ...own, session: { id, tenantId, actingFor, ownScopes: own.scopes, csrfTokenFor } };
  if (actingFor === null || !mayAct(session)) return caller;
  return { ...caller, tenantId: actingFor, scopes: new Set(tenantScopes), inactive };
}

/**
 * Reads a session, its key and the tenant that it acts for, and remembers them unless a tenant of the two is moving.
 * One trip, unless that tenant is elsewhere.
 */
async function readSession(
  { databases, config, memory, now, waitUntil }: Deps,
  token: string,
): Promise<KnownSession | undefined> {
  const hashes = await Promise.all([hashOfKeyToken(token), hashOfAdminToken(token, config.adminToken)]);
  const found = await findPlaced(databases, (database) => findSession(database, hashes));
  if (!found) return undefined;
  const { database } = found;
  const { session: row, key } = found.row;
  const { id, tenantId, actingFor, lastUsedAt, expiresAt } = row;
  const acting = actingFor === null ? null : await actingTenant(databases, found.row.tenant, database, actingFor);
  const tenant = acting?.tenant;
  const isClosed = tenant?.status === "closed";
  const session: KnownSession = {
    id,
    tenantId,
    actingFor,
    inactive: isClosed ? { status: "closed", reason: tenant.statusReason, since: tenant.statusSince } : null,
    key: key ? toCallersKey(key) : null,
    lastUsedAt,
    expiresAt,
    csrfToken: await csrfTokenOf(token, actingFor),
    readAt: now,
    database: acting?.database ?? database.name,
  };
  if (!found.isMoving && !acting?.isMoving) memory.put(token, session);
  const isOver = sessionEnd(session, session.key, now) !== null;
  if (!isOver && now - lastUsedAt > LAST_USED_MS) waitUntil(noteUse({ db: database.db, now }, id));
  return session;
}

/** The session in this database, with its tenant's placement. */
async function findSession({ db }: NamedDatabase, hashes: readonly string[]) {
  const isNamed = inArray(sessions.hash, [...hashes]);
  const named = (column: SQL): SQL => sql`(select ${column} from ${sessions} where ${isNamed})`;
  const {
    found: [found],
    key: [key],
    tenant: [tenant],
  } = await batchNamed(db, {
    found: db
      .select({ row: sessions, ...placementOf(sessions.tenantId) })
      .from(sessions)
      .where(isNamed),
    key: keyNamedBy(db, named(sql`${sessions.keyId}`)),
    tenant: tenantNamedBy(db, named(sql`${sessions.actingFor}`)),
  });
  // A key whose row is gone went with the data of its closed tenant.
  if (!found || (found.row.keyId !== null && !key)) return undefined;
  const { row: session, shard, movingTo } = found;
  return { session, shard, movingTo, key, tenant };
}

interface ActingTenant {
  readonly tenant: TenantRow | undefined;
  readonly database: string;
  readonly isMoving: boolean;
}

/** The tenant that a session acts for, with its database. `tenant`: its row in the session's database. */
async function actingTenant(
  databases: Databases,
  tenant: TenantRow | undefined,
  database: NamedDatabase,
  tenantId: string,
): Promise<ActingTenant> {
  if (tenant?.shard === database.name && tenant.movingTo === null) {
    return { tenant, database: database.name, isMoving: false };
  }
  const found = await findPlaced(databases, async ({ db }) => (await tenantNamedBy(db, sql`${tenantId}`))[0]);
  return {
    tenant: found?.row,
    database: found?.database.name ?? databases.first.name,
    isMoving: found?.isMoving ?? false,
  };
}

const noteUse = ({ db, now }: { readonly db: Database; readonly now: number }, id: string): Promise<unknown> =>
  db
    .update(sessions)
    .set({ lastUsedAt: now })
    .where(and(eq(sessions.id, id), lt(sessions.lastUsedAt, now), gt(sessions.expiresAt, now)))
    .run();
