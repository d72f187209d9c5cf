import { type Database, describeError } from "#kernel/db/db";
import type { WebhookObject } from "#kernel/ports/webhook-object";
import { endpointsToWake } from "./queries";

interface Waking {
  readonly db: Database;
  readonly memory: EndpointCache;
  readonly objectOf: (endpointId: string) => Pick<WebhookObject, "wake">;
  readonly now: number;
}

/** Tells the endpoints of these tenants that there is something new in their logs. Never fails: it is only a hint. */
export async function wakeEndpoints(waking: Waking, tenantIds: ReadonlySet<string>): Promise<void> {
  try {
    const ids = await endpointIdsOf(waking, [...tenantIds]);
    await Promise.all(ids.map((id) => waking.objectOf(id).wake()));
  } catch (error) {
    console.error({ message: "webhook endpoints were not woken", error: describeError(error) });
  }
}

/** One query however many the tenants are, and none if all are known. */
async function endpointIdsOf({ db, memory, now }: Waking, tenantIds: readonly string[]): Promise<readonly string[]> {
  const known = tenantIds.map((tenantId) => ({ tenantId, ids: memory.get(tenantId, now) }));
  const unknown = known.filter(({ ids }) => !ids).map(({ tenantId }) => tenantId);
  const rows = unknown.length > 0 ? await endpointsToWake(db, unknown) : [];
  const found = Map.groupBy(rows, ({ tenantId }) => tenantId);
  for (const tenantId of unknown) memory.set(tenantId, found.get(tenantId)?.map(({ id }) => id) ?? [], now);
  return [...known.flatMap(({ ids }) => ids ?? []), ...rows.map(({ id }) => id)];
}

const TRUST_MS = 10_000;
const MAX_KEPT = 10_000;

/**
 * What an isolate knows of tenants' endpoints, so that a change costs no further look into the database. An endpoint that
 * another isolate made may go without a wake-up for so long: the next one makes up for it, or cron within a minute.
 */
export class EndpointCache {
  readonly #kept = new Map<string, { readonly ids: readonly string[]; readonly until: number }>();

  get(tenantId: string, now: number): readonly string[] | undefined {
    const kept = this.#kept.get(tenantId);
    return kept && kept.until > now ? kept.ids : undefined;
  }

  set(tenantId: string, ids: readonly string[], now: number): void {
    if (this.#kept.size >= MAX_KEPT) this.#kept.clear();
    this.#kept.set(tenantId, { ids, until: now + TRUST_MS });
  }

  delete(tenantId: string): void {
    this.#kept.delete(tenantId);
  }
}
