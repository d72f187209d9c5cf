import { eq } from "drizzle-orm";
import type { Database } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Scope } from "#kernel/http/scope";
import type { InactiveTenant, Principal } from "#kernel/ports/context";
import type { Config } from "#kernel/values/config";
import { equalSecrets, sha256Hex } from "#kernel/values/digest";
import { ExpiringCache } from "#kernel/values/expiring-cache";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";
import { isoTime } from "#kernel/values/time";
import { parseApiKey } from "./api-key";
import { readScopes } from "./scopes";
import { apiKeys, tenants } from "./table";

/** An isolate trusts a cached key for 8 seconds, so a key that was revoked or suspended works for at most that long. */
const KEY_TRUST_MS = 8_000;
/** From this age on, a request with the key refreshes it in the background, so that busy keys never wait for D1. */
const KEY_REFRESH_MS = 4_000;
/** `last_used_at` is written at most once a minute. */
const LAST_USED_MS = 60_000;

interface KnownKey {
  readonly id: string;
  readonly tenantId: string;
  readonly scopes: ReadonlySet<Scope>;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
  readonly inactive: InactiveTenant | null;
  readonly readAt: number;
}

/** This isolate's cache of API keys. **Invariant:** it returns no key that was read before `KEY_TRUST_MS`. */
export class KeyMemory {
  readonly #known = new ExpiringCache<KnownKey>({ maxEntries: 10_000, ttlMs: KEY_TRUST_MS });
  readonly #refreshing = new Set<string>();

  get(token: string, now: number): KnownKey | undefined {
    return this.#known.get(token, now);
  }

  put(token: string, key: KnownKey): void {
    this.#known.set(token, key, key.readAt);
  }

  /** `true` for the one request that must read the key again now. */
  startRefresh(token: string, key: KnownKey, now: number): boolean {
    if (now - key.readAt < KEY_REFRESH_MS || this.#refreshing.has(token)) return false;
    this.#refreshing.add(token);
    return true;
  }

  endRefresh(token: string): void {
    this.#refreshing.delete(token);
  }
}

interface AuthenticationDeps {
  readonly db: Database;
  readonly config: Config;
  readonly memory: KeyMemory;
  readonly now: number;
  readonly waitUntil: (work: Promise<unknown>) => void;
  /** Runs before a key that is not cached is read. Throws `rate_limited` if the client has sent too many of them. */
  readonly limitUnknownKeys: () => Promise<void>;
}

/** The caller that an `Authorization` header names. Throws a 401 that says what is wrong with the header. */
export async function authenticate(deps: AuthenticationDeps, authorization: string | undefined): Promise<Principal> {
  const [, token] = /^Bearer +(\S+)$/i.exec(authorization ?? "") ?? [];
  if (!token) throw new Problem("unauthenticated", "Send an API key as `Authorization: Bearer pm_…`.");
  const known = fromMemory(deps, token);
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
  const { id: keyId, tenantId, scopes, expiresAt: keyExpiresAt, inactive } = key;
  return { tenantId, keyId, scopes, keyExpiresAt, inactive };
}

const administrator: Principal = { tenantId: PLATFORM_TENANT_ID, keyId: null, scopes: new Set<Scope>(["admin"]) };

/** The key from memory, if it is fresh enough. Starts a refresh in the background when one is due. */
function fromMemory(deps: AuthenticationDeps, token: string): KnownKey | undefined {
  const { memory, now, waitUntil } = deps;
  const known = memory.get(token, now);
  if (known && memory.startRefresh(token, known, now)) {
    const refresh = readKey(deps, token).catch(() => undefined);
    waitUntil(refresh.finally(() => memory.endRefresh(token)));
  }
  return known;
}

async function readKey(
  { db, memory, now, waitUntil }: AuthenticationDeps,
  token: string,
): Promise<KnownKey | undefined> {
  const [row] = await db
    .select({ key: apiKeys, status: tenants.status, reason: tenants.statusReason, since: tenants.statusSince })
    .from(apiKeys)
    .innerJoin(tenants, eq(tenants.id, apiKeys.tenantId))
    .where(eq(apiKeys.hash, await sha256Hex(token)));
  if (!row) return undefined;
  const { status, reason, since } = row;
  const { id, tenantId, expiresAt, revokedAt, lastUsedAt } = row.key;
  const inactive = status === "active" ? null : { status, reason, since };
  const key = { id, tenantId, scopes: readScopes(row.key.scopes), expiresAt, revokedAt, inactive, readAt: now };
  memory.put(token, key);
  if (revokedAt === null && now - (lastUsedAt ?? 0) > LAST_USED_MS) {
    waitUntil(db.update(apiKeys).set({ lastUsedAt: now }).where(eq(apiKeys.id, id)).run());
  }
  return key;
}
