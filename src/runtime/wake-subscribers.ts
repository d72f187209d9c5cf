import { createQuietFeeds, wakeFeed } from "#events/live/wake-feed";
import { createEndpointCache, wakeEndpoints } from "#events/webhook-endpoints/wake-endpoints";
import type { ChangedSubjects } from "#kernel/db/changed-subjects";
import type { FeedObject } from "#kernel/ports/feed-object";
import type { WebhookObject } from "#kernel/ports/webhook-object";
import { databasesOf } from "./databases";
import type { Execution } from "./environment";

/** The subscribers of tenants' event logs: live feeds and webhook endpoints. */

/** This isolate's cache of the webhook endpoints of tenants. */
export const endpointCache = createEndpointCache();

export const webhookObject = (env: Env, endpointId: string): WebhookObject => env.WEBHOOKS.getByName(endpointId);

/** This isolate's memory of feeds without a listener. */
const quietFeeds = createQuietFeeds();

/** The object, for a request that may open a connection: this isolate then wakes it for the next event. */
export function feedToConnect(env: Env, tenantId: string, shard: number): FeedObject {
  quietFeeds.delete(tenantId);
  return feedOf(env, tenantId, shard);
}

/** An object of a tenant's live feed. Shard 0 has the tenant's id as its name. */
export const feedOf = (env: Env, tenantId: string, shard: number): FeedObject =>
  env.FEEDS.getByName(shard === 0 ? tenantId : `${tenantId}/${shard}`);

const RETRY_MS = 200;

const waitToRetry = (attempt: number): Promise<void> => scheduler.wait(RETRY_MS * attempt * (0.5 + Math.random()));

/**
 * Does work and then wakes the subscribers of the tenants for whose log it had an event, also if it failed: D1 may have
 * committed a write of which no answer came. A wake-up without new events is harmless.
 */
export async function thenWake<T>(
  env: Env,
  execution: Execution,
  changed: ChangedSubjects,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } finally {
    if (changed.tenants.size > 0) execution.waitUntil(wakeSubscribers(env, changed.tenants));
  }
}

/**
 * Wakes the subscribers of these tenants. A wake-up is only a hint: after a lost one, the next one or the subscriber's
 * own alarm makes up for it.
 */
export async function wakeSubscribers(env: Env, tenantIds: ReadonlySet<string>): Promise<void> {
  const objectOf = (endpointId: string) => webhookObject(env, endpointId);
  const feedObjectOf = (tenantId: string) => feedOf(env, tenantId, 0);
  const feeds = { quiet: quietFeeds, objectOf: feedObjectOf, now: Date.now, waitToRetry };
  await Promise.all([
    ...[...tenantIds].map((tenantId) => wakeFeed(feeds, tenantId)),
    wakeEndpoints({ databases: databasesOf(env), cache: endpointCache, objectOf, now: Date.now() }, tenantIds),
  ]);
}
