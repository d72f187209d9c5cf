import { type Database, describeError } from "#kernel/db/db";
import type { WebhookObject } from "#kernel/ports/webhook-object";
import { endpointsToWake } from "./queries";

interface WakeDeps {
  readonly db: Database;
  readonly cache: EndpointCache;
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

/** At most one query for all tenants, none if the cache knows them all. */
async function endpointIdsOf({ db, cache, now }: WakeDeps, tenantIds: readonly string[]): Promise<readonly string[]> {
  const cached = tenantIds.map((tenantId) => ({ tenantId, ids: cache.get(tenantId, now) }));
  const missing = cached.filter(({ ids }) => !ids).map(({ tenantId }) => tenantId);
  const rows = missing.length > 0 ? await endpointsToWake(db, missing) : [];
  const found = Map.groupBy(rows, ({ tenantId }) => tenantId);
  for (const tenantId of missing) cache.set(tenantId, found.get(tenantId)?.map(({ id }) => id) ?? [], now);
  return [...cached.flatMap(({ ids }) => ids ?? []), ...rows.map(({ id }) => id)];
}

/** How long an isolate may miss an endpoint that another isolate created. */
const TTL_MS = 10_000;
const MAX_TENANTS = 10_000;

/**
 * The enabled endpoints of tenants, cached per isolate, so that a wake-up needs no query. A new endpoint of another
 * isolate may miss wake-ups for `TTL_MS`; the next wake-up, or the cron within a minute, makes it read the log.
 */
export class EndpointCache {
  readonly #entries = new Map<string, { readonly ids: readonly string[]; readonly until: number }>();

  get(tenantId: string, now: number): readonly string[] | undefined {
    const entry = this.#entries.get(tenantId);
    return entry && entry.until > now ? entry.ids : undefined;
  }

  set(tenantId: string, ids: readonly string[], now: number): void {
    if (this.#entries.size >= MAX_TENANTS) this.#entries.clear();
    this.#entries.set(tenantId, { ids, until: now + TTL_MS });
  }

  delete(tenantId: string): void {
    this.#entries.delete(tenantId);
  }
}
