import { eq } from "drizzle-orm";
import type { Database } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Scope } from "#kernel/http/scope";
import type { Principal } from "#kernel/ports/context";
import type { Config } from "#kernel/values/config";
import { equalSecrets, sha256Hex } from "#kernel/values/digest";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";
import { isoTime } from "#kernel/values/time";
import { parseApiKey } from "./api-key";
import { readScopes } from "./scopes";
import { apiKeys } from "./table";

/** A key may be trusted from memory for this long: revoking one takes effect in every isolate within it. */
export const KEY_TRUST_MS = 8_000;
/** From this age on a key in use is read again beside the request, so that busy keys never wait for the database. */
const KEY_REFRESH_MS = 4_000;
const MAX_KNOWN_KEYS = 10_000;
/** How precise `last_used_at` is. */
const LAST_USED_MS = 60_000;

interface KnownKey {
  readonly id: string;
  readonly tenantId: string;
  readonly scopes: ReadonlySet<Scope>;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
  readonly readAt: number;
}

/** What one isolate knows of the keys it was shown: one per isolate, never more than 8 seconds out of date. */
export class KeyMemory {
  readonly #known = new Map<string, KnownKey>();
  readonly #refreshing = new Set<string>();

  get(token: string, now: number): KnownKey | undefined {
    const key = this.#known.get(token);
    return key && now - key.readAt < KEY_TRUST_MS ? key : undefined;
  }

  put(token: string, key: KnownKey): void {
    if (this.#known.size >= MAX_KNOWN_KEYS) this.#known.clear();
    this.#known.set(token, key);
  }

  /** True for the one caller who should read the key again now. */
  startRefresh(token: string, key: KnownKey, now: number): boolean {
    if (now - key.readAt < KEY_REFRESH_MS || this.#refreshing.has(token)) return false;
    this.#refreshing.add(token);
    return true;
  }

  endRefresh(token: string): void {
    this.#refreshing.delete(token);
  }
}

interface Door {
  readonly db: Database;
  readonly config: Config;
  readonly memory: KeyMemory;
  readonly now: number;
  readonly later: (work: Promise<unknown>) => void;
  /** Throws when this caller has shown too many unknown keys. */
  readonly admit: () => Promise<void>;
}

/** Who holds this `Authorization` header. Throws the 401 that says what is wrong with it. */
export async function authenticate(door: Door, authorization: string | undefined): Promise<Principal> {
  const [, token] = /^Bearer +(\S+)$/i.exec(authorization ?? "") ?? [];
  if (!token) throw new Problem("unauthenticated", "Send an API key as `Authorization: Bearer pm_…`.");
  const known = recall(door, token);
  if (known) return usable(known, door.now);
  const form = parseApiKey(token);
  if (!form) {
    if (await equalSecrets(token, door.config.adminToken)) return administrator;
    throw new Problem("invalid_api_key", "This is not an API key: it is mistyped, cut off or of another service.");
  }
  const { keyEnvironment } = door.config;
  if (form.environment !== keyEnvironment) {
    throw new Problem(
      "invalid_api_key",
      `This is a ${form.environment} key; this deployment takes ${keyEnvironment} keys.`,
    );
  }
  await door.admit();
  const key = await read(door, token);
  if (!key) throw new Problem("invalid_api_key", "There is no such API key.");
  return usable(key, door.now);
}

function usable(key: KnownKey, now: number): Principal {
  if (key.revokedAt !== null) throw new Problem("api_key_revoked", "The API key was revoked.");
  if (key.expiresAt !== null && key.expiresAt <= now) {
    throw new Problem("api_key_expired", `The API key expired at ${isoTime(key.expiresAt)}.`);
  }
  return { tenantId: key.tenantId, keyId: key.id, scopes: key.scopes };
}

const administrator: Principal = { tenantId: PLATFORM_TENANT_ID, keyId: null, scopes: new Set<Scope>(["admin"]) };

/** What is remembered of a key; one in use is read again in time. */
function recall(door: Door, token: string): KnownKey | undefined {
  const { memory, now, later } = door;
  const known = memory.get(token, now);
  if (known && memory.startRefresh(token, known, now)) {
    const refresh = read(door, token).catch(() => undefined);
    later(refresh.finally(() => memory.endRefresh(token)));
  }
  return known;
}

async function read({ db, memory, now, later }: Door, token: string): Promise<KnownKey | undefined> {
  const [row] = await db
    .select()
    .from(apiKeys)
    .where(eq(apiKeys.hash, await sha256Hex(token)));
  if (!row) return undefined;
  const { id, tenantId, expiresAt, revokedAt, lastUsedAt } = row;
  const key = { id, tenantId, scopes: readScopes(row.scopes), expiresAt, revokedAt, readAt: now };
  memory.put(token, key);
  if (revokedAt === null && now - (lastUsedAt ?? 0) > LAST_USED_MS) {
    later(db.update(apiKeys).set({ lastUsedAt: now }).where(eq(apiKeys.id, id)).run());
  }
  return key;
}
