import { type Database, describeError } from "../kernel/db";
import type { WebhookObject } from "../kernel/webhook-object";
import { endpointsToWake } from "./queries";

interface Waking {
  readonly db: Database;
  readonly memory: EndpointMemory;
  readonly objectOf: (endpointId: string) => Pick<WebhookObject, "wake">;
  readonly now: number;
}

/** Tells the endpoints of these tenants that there is something new in their logs. Never fails: it is only a hint. */
export async function wakeEndpoints(waking: Waking, tenantIds: ReadonlySet<string>): Promise<void> {
  try {
    const lists = await Promise.all([...tenantIds].map((tenantId) => endpointIdsOf(waking, tenantId)));
    await Promise.all(lists.flat().map((id) => waking.objectOf(id).wake()));
  } catch (error) {
    console.error({ message: "webhook endpoints were not woken", error: describeError(error) });
  }
}

async function endpointIdsOf({ db, memory, now }: Waking, tenantId: string): Promise<readonly string[]> {
  const known = memory.recall(tenantId, now);
  if (known) return known;
  const ids = (await endpointsToWake(db, tenantId)).map(({ id }) => id);
  memory.keep(tenantId, ids, now);
  return ids;
}

const TRUST_MS = 10_000;
const MAX_KEPT = 10_000;

/**
 * What an isolate knows of tenants' endpoints, so that a change costs no further look into the database. An endpoint that
 * another isolate made may go without a wake-up for so long: the next one makes up for it, or cron within a minute.
 */
export class EndpointMemory {
  readonly #kept = new Map<string, { readonly ids: readonly string[]; readonly until: number }>();

  recall(tenantId: string, now: number): readonly string[] | undefined {
    const kept = this.#kept.get(tenantId);
    return kept && kept.until > now ? kept.ids : undefined;
  }

  keep(tenantId: string, ids: readonly string[], now: number): void {
    if (this.#kept.size >= MAX_KEPT) this.#kept.clear();
    this.#kept.set(tenantId, { ids, until: now + TRUST_MS });
  }

  forget(tenantId: string): void {
    this.#kept.delete(tenantId);
  }
}
