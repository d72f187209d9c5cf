import { createEndpointCache, wakeEndpoints } from "#events/webhook-endpoints/wake-endpoints";
import { describeError } from "#kernel/db/db";
import type { FeedObject } from "#kernel/ports/feed-object";
import type { WebhookObject } from "#kernel/ports/webhook-object";
import { databasesOf } from "./databases";

/** The subscribers of tenants' event logs: live feeds and webhook endpoints. */

/** This isolate's cache of the webhook endpoints of tenants. */
export const endpointCache = createEndpointCache();

export const webhookObject = (env: Env, endpointId: string): WebhookObject => env.WEBHOOKS.getByName(endpointId);

/** An object of a tenant's live feed. Shard 0 has the tenant's id as its name. */
export const feedOf = (env: Env, tenantId: string, shard: number): FeedObject =>
  env.FEEDS.getByName(shard === 0 ? tenantId : `${tenantId}/${shard}`);

/**
 * Wakes the subscribers of these tenants. A wake-up is only a hint: after a lost one, the next one or the subscriber's
 * own alarm makes up for it.
 */
export async function wakeSubscribers(env: Env, tenantIds: ReadonlySet<string>): Promise<void> {
  const objectOf = (endpointId: string) => webhookObject(env, endpointId);
  await Promise.all([
    ...[...tenantIds].map((tenantId) => wakeFeed(env, tenantId)),
    wakeEndpoints({ databases: databasesOf(env), cache: endpointCache, objectOf, now: Date.now() }, tenantIds),
  ]);
}

const WAKE_ATTEMPTS = 3;
const WAKE_AGAIN_MS = 200;

/** Wakes the first object of the feed, which wakes the others. */
async function wakeFeed(env: Env, tenantId: string): Promise<void> {
  for (let attempt = 1; attempt <= WAKE_ATTEMPTS; attempt += 1) {
    try {
      return await feedOf(env, tenantId, 0).wake();
    } catch (error) {
      if (attempt === WAKE_ATTEMPTS) {
        console.error({
          message: "a live feed could not be woken; it catches up later",
          tenant_id: tenantId,
          error: describeError(error),
        });
      } else await scheduler.wait(WAKE_AGAIN_MS * attempt * (0.5 + Math.random()));
    }
  }
}
