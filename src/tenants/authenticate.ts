import { eq, type SQL, sql } from "drizzle-orm";
import type { Database } from "#kernel/db/db";
import { handWrittenRead } from "#kernel/db/hand-written-read";
import { Problem } from "#kernel/http/problem";
import type { Scope } from "#kernel/http/scope";
import type { InactiveTenant, Principal } from "#kernel/ports/context";
import { type Databases, findPlaced, type Placement } from "#kernel/ports/databases";
import type { Config } from "#kernel/values/config";
import { equalSecrets, sha256Hex } from "#kernel/values/digest";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";
import { isoTime } from "#kernel/values/time";
import { parseApiKey } from "./api-key";
import { CredentialMemory } from "./credential-memory";
import { readScopes } from "./scopes";
import { apiKeys, tenants } from "./table";

/** `last_used_at` is written at most once a minute. */
const LAST_USED_MS = 60_000;

/** A key with all that a request by it depends on. */
export interface CallersKey {
  readonly id: string;
  readonly tenantId: string;
  readonly scopes: ReadonlySet<Scope>;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
  readonly inactive: InactiveTenant | null;
}

interface KnownKey extends CallersKey {
  readonly readAt: number;
  /** The binding of the database with the tenant's rows. */
  readonly database: string;
}

/** This isolate's cache of API keys. */
export class KeyMemory extends CredentialMemory<KnownKey> {}

export interface AuthenticationDeps<Memory = KeyMemory> {
  readonly databases: Databases;
  readonly config: Config;
  readonly memory: Memory;
  readonly now: number;
  readonly waitUntil: (work: Promise<unknown>) => void;
  /** Runs before a key that is not cached is read. Throws `rate_limited` if the client has sent too many of them. */
  readonly limitUnknownKeys: () => Promise<void>;
}

/** The caller that an `Authorization` header names. Throws a 401 that says what is wrong with the header. */
export async function authenticate(deps: AuthenticationDeps, authorization: string | undefined): Promise<Principal> {
  const [, token] = /^Bearer +(\S+)$/i.exec(authorization ?? "") ?? [];
  if (!token) throw new Problem("unauthenticated", "Send an API key as `Authorization: Bearer pm_…`.");
  const known = deps.memory.recall(token, deps, () => readKey(deps, token));
  if (known) return principalOf(known, deps.now);
  const form = parseApiKey(token);
  if (!form) {
    if (await equalSecrets(token, deps.config.adminToken)) return administrator;
    throw new Problem("invalid_api_key", "This is not an API key of this service: it may be mistyped or cut off.");
  }
  const { keyEnvironment } = deps.config;
  if (form.environment !== keyEnvironment) {
    throw new Problem(
      "invalid_api_key",
      `This is a ${form.environment} key, but this deployment accepts only ${keyEnvironment} keys.`,
    );
  }
  await deps.limitUnknownKeys();
  const key = await readKey(deps, token);
  if (!key)
    throw new Problem("invalid_api_key", "This API key does not exist. Check that you use the key of this deployment.");
  return principalOf(key, deps.now);
}

function principalOf(key: KnownKey, now: number): Principal {
  if (key.revokedAt !== null) throw new Problem("api_key_revoked", "This API key was revoked. Create a new one.");
  if (key.expiresAt !== null && key.expiresAt <= now) {
    throw new Problem("api_key_expired", `This API key expired at ${isoTime(key.expiresAt)}. Create a new one.`);
  }
  const { id: keyId, tenantId, scopes, expiresAt: keyExpiresAt, inactive, database } = key;
  return { tenantId, keyId, scopes, keyExpiresAt, inactive, database };
}

export const administrator: Principal = {
  tenantId: PLATFORM_TENANT_ID,
  keyId: null,
  scopes: new Set<Scope>(["admin"]),
};

/** The key that a subquery of another folder names, with the status of its tenant; unexecuted. */
export const keyNamedBy = (db: Database, keyId: SQL) =>
  db
    .select({
      key: apiKeys,
      shard: tenants.shard,
      movingTo: tenants.movingTo,
      status: tenants.status,
      reason: tenants.statusReason,
      since: tenants.statusSince,
    })
    .from(apiKeys)
    .innerJoin(tenants, eq(tenants.id, apiKeys.tenantId))
    .where(sql`${apiKeys.id} = ${keyId}`);

type KeyRow = typeof apiKeys.$inferSelect;
type TenantRow = typeof tenants.$inferSelect;

interface KeyWithTenant {
  readonly key: Pick<KeyRow, "id" | "tenantId" | "scopes" | "expiresAt" | "revokedAt">;
  readonly status: TenantRow["status"];
  readonly reason: TenantRow["statusReason"];
  readonly since: TenantRow["statusSince"];
}

export function toCallersKey({ key, status, reason, since }: KeyWithTenant): CallersKey {
  const { id, tenantId, expiresAt, revokedAt } = key;
  const inactive = status === "active" ? null : { status, reason, since };
  return { id, tenantId, scopes: readScopes(key.scopes), expiresAt, revokedAt, inactive };
}

type KeyCells = [
  id: KeyRow["id"],
  tenantId: KeyRow["tenantId"],
  scopes: KeyRow["scopes"],
  expiresAt: KeyRow["expiresAt"],
  revokedAt: KeyRow["revokedAt"],
  lastUsedAt: KeyRow["lastUsedAt"],
  shard: TenantRow["shard"],
  movingTo: TenantRow["movingTo"],
  status: TenantRow["status"],
  reason: TenantRow["statusReason"],
  since: TenantRow["statusSince"],
];

const keyByHash = handWrittenRead<KeyCells>(
  () => `select k.id, k.tenant_id, k.scopes, k.expires_at, k.revoked_at, k.last_used_at,
     t.shard, t.moving_to, t.status, t.status_reason, t.status_since
   from api_keys k join tenants t on t.id = k.tenant_id where k.hash = ?1`,
);

async function keyWithHash(db: Database, hash: string) {
  const [cells] = await keyByHash(db, hash);
  if (!cells) return undefined;
  const [id, tenantId, scopes, expiresAt, revokedAt, lastUsedAt, shard, movingTo, status, reason, since] = cells;
  const key = { id, tenantId, scopes, expiresAt, revokedAt, lastUsedAt };
  return { key, shard, movingTo, status, reason, since } satisfies KeyWithTenant & Placement;
}

/**
 * Looks for the key in all databases at once. A row counts only in its tenant's database: see `Databases`. The key of a
 * moving tenant is not remembered, because its database changes at any moment.
 */
async function readKey(
  { databases, memory, now, waitUntil }: AuthenticationDeps,
  token: string,
): Promise<KnownKey | undefined> {
  const hash = await sha256Hex(token);
  const found = await findPlaced(databases, ({ db }) => keyWithHash(db, hash));
  if (!found) return undefined;
  const { row, isMoving } = found;
  const { name, db } = found.database;
  const key = { ...toCallersKey(row), database: name, readAt: now };
  if (!isMoving) memory.put(token, key);
  const { id, revokedAt, lastUsedAt } = row.key;
  if (revokedAt === null && now - (lastUsedAt ?? 0) > LAST_USED_MS) {
    waitUntil(db.update(apiKeys).set({ lastUsedAt: now }).where(eq(apiKeys.id, id)).run());
  }
  return key;
}
