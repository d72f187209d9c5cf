import { describeError, openDatabase } from "#kernel/db/db";
import { type Databases, findPlaced, type NamedDatabase } from "#kernel/ports/databases";
import { ExpiringCache } from "#kernel/values/expiring-cache";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";
import { placementIn } from "#tenants/queries";

/**
 * Which database has the rows of a tenant. **Invariant:** no other file reads a D1 binding, so every context gets its
 * database here.
 */

/**
 * An isolate trusts what it read about a tenant's database for this long, unless the tenant was moving.
 */
const TENANT_DATABASE_TRUST_MS = 60_000;
/**
 * While a database does not answer, an older answer counts for this long: for less than the former database of a moved
 * tenant refuses its writes.
 */
export const STALE_LOOKUP_MS = 15 * 60_000;

interface KnownDatabase {
  readonly name: string;
  readonly readAt: number;
}

/** This isolate's cache, by tenant. */
const known = new ExpiringCache<KnownDatabase>({ maxEntries: 10_000, ttlMs: STALE_LOOKUP_MS });

const opened = new WeakMap<Env, Databases>();

const bindingForm = /^DB(?:_(\d{1,2}))?$/;

const numberOf = (name: string): number => Number(bindingForm.exec(name)?.[1] ?? 1);

/** The D1 databases by convention: every binding `DB`, `DB_2`, `DB_3`, … */
export function databasesOf(env: Env): Databases {
  const before = opened.get(env);
  if (before) return before;
  const databases = openDatabases(env);
  opened.set(env, databases);
  return databases;
}

function openDatabases(env: Env): Databases {
  const first = { name: "DB", db: openDatabase(env.DB) };
  const others = Object.entries(env)
    .filter((entry): entry is [string, D1Database] => entry[0] !== "DB" && bindingForm.test(entry[0]))
    .map(([name, binding]) => ({ name, db: openDatabase(binding) }))
    .sort((a, b) => numberOf(a.name) - numberOf(b.name));
  const all: readonly NamedDatabase[] = [first, ...others];
  const named = (name: string): NamedDatabase => {
    const database = all.find((each) => each.name === name);
    if (database) return database;
    throw new Error(`This deployment has no D1 binding ${name}.`);
  };
  const ofTenant = (tenantId: string) =>
    all.length === 1 || tenantId === PLATFORM_TENANT_ID ? first : databaseOfTenant({ all, first, named }, tenantId);
  return { all, first, named, ofTenant };
}

/** All databases, of which another one is first in each period of `everyMs`. */
export function databasesInTurn(env: Env, everyMs: number): readonly NamedDatabase[] {
  const { all } = databasesOf(env);
  const turn = Math.floor(Date.now() / everyMs) % all.length;
  return [...all.slice(turn), ...all.slice(0, turn)];
}

type Lookup = Pick<Databases, "all" | "first" | "named">;

function databaseOfTenant(databases: Lookup, tenantId: string): NamedDatabase | Promise<NamedDatabase> {
  const now = Date.now();
  const cached = known.get(tenantId, now);
  const age = cached ? now - cached.readAt : TENANT_DATABASE_TRUST_MS;
  return cached && age < TENANT_DATABASE_TRUST_MS ? databases.named(cached.name) : readDatabaseOf(databases, tenantId);
}

/** Asks all databases at once. If that fails, an older answer counts, unless its database contradicts it now. */
async function readDatabaseOf(databases: Lookup, tenantId: string): Promise<NamedDatabase> {
  const now = Date.now();
  const without = new Set<string>();
  try {
    const found = await findPlaced(databases, async (each) => {
      const placement = await placementIn(each, tenantId);
      if (placement?.shard !== each.name || placement.movingTo !== null) without.add(each.name);
      return placement;
    });
    if (found && !found.isMoving) known.set(tenantId, { name: found.database.name, readAt: now }, now);
    else known.delete(tenantId);
    return found?.database ?? databases.first;
  } catch (error) {
    const older = known.get(tenantId, now);
    if (older && !without.has(older.name)) return databases.named(older.name);
    throw error;
  }
}

/** A webhook waits this long to learn its tenant's database. The read has another 1.5 s. */
const WEBHOOK_LOOKUP_MS = 500;

/** Stands for a database that is not known: every statement fails, as it does while D1 does not answer. */
const unreachable: NamedDatabase = {
  name: "unknown",
  db: openDatabase(
    new Proxy({} as D1Database, {
      get: () => () => {
        throw new Error("D1_ERROR: the tenant's database is not known, as a database does not answer");
      },
    }),
  ),
};

/**
 * The tenant's database for a webhook, which must be answered in time: one that does not answer stands in for it if it
 * is not known in time. So the caller gets the fallback, and the facts go to the queue, whose consumer looks again.
 */
export async function webhookDatabase(env: Env, tenantId: string): Promise<NamedDatabase> {
  const found = databasesOf(env).ofTenant(tenantId);
  if (!(found instanceof Promise)) return found;
  return await Promise.race([
    found.catch((error: unknown) => {
      console.error({ message: "a tenant's database could not be looked up", error: describeError(error) });
      return unreachable;
    }),
    scheduler.wait(WEBHOOK_LOOKUP_MS).then(() => unreachable),
  ]);
}
