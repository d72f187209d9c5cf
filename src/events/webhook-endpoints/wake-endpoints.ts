import { describeError } from "#kernel/db/db";
import type { Databases } from "#kernel/ports/databases";
import type { WebhookObject } from "#kernel/ports/webhook-object";
import { ExpiringCache } from "#kernel/values/expiring-cache";
import { endpointsToWake } from "./queries";

interface WakeDeps {
  readonly databases: Databases;
  readonly cache: ExpiringCache<readonly string[]>;
  readonly objectOf: (endpointId: string) => Pick<WebhookObject, "wake">;
  readonly now: number;
}

/**
 * Wakes the endpoints of these tenants to read their event log. Never rejects: a lost wake-up only delays a delivery.
 */
export async function wakeEndpoints(deps: WakeDeps, tenantIds: ReadonlySet<string>): Promise<void> {
  try {
    const ids = await endpointIdsOf(deps, [...tenantIds]);
    await Promise.all(ids.map((id) => deps.objectOf(id).wake()));
  } catch (error) {
    console.error({
      message: "webhook endpoints could not be woken; a cron wakes them within a minute",
      error: describeError(error),
    });
  }
}

/** At most one query per database for all tenants, none if the cache knows them all. */
async function endpointIdsOf(
  { databases, cache, now }: WakeDeps,
  tenantIds: readonly string[],
): Promise<readonly string[]> {
  const cached = tenantIds.map((tenantId) => ({ tenantId, ids: cache.get(tenantId, now) }));
  const missing = cached.filter(({ ids }) => !ids).map(({ tenantId }) => tenantId);
  const rows = missing.length > 0 ? await readEndpoints(databases, missing) : [];
  const found = Map.groupBy(rows, ({ tenantId }) => tenantId);
  for (const tenantId of missing) cache.set(tenantId, found.get(tenantId)?.map(({ id }) => id) ?? [], now);
  return [...cached.flatMap(({ ids }) => ids ?? []), ...rows.map(({ id }) => id)];
}

async function readEndpoints(databases: Databases, tenantIds: readonly string[]) {
  const located = await Promise.all(
    tenantIds.map(async (tenantId) => ({ tenantId, at: await databases.ofTenant(tenantId) })),
  );
  const groups = [...Map.groupBy(located, ({ at }) => at)];
  const found = groups.map(([{ db }, tenants]) =>
    endpointsToWake(
      db,
      tenants.map(({ tenantId }) => tenantId),
    ),
  );
  return (await Promise.all(found)).flat();
}

/** How long an isolate may miss an endpoint that another isolate created. */
const TTL_MS = 10_000;

/**
 * The enabled endpoints of tenants, cached per isolate, so that a wake-up needs no query. A new endpoint of another
 * isolate may miss wake-ups for `TTL_MS`; the next wake-up, or the cron within a minute, makes it read the log.
 */
export const createEndpointCache = () => new ExpiringCache<readonly string[]>({ maxEntries: 10_000, ttlMs: TTL_MS });
