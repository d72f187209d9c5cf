import type { Context } from "../kernel/context";
import type { Database } from "../kernel/db";
import type { WebhookObject } from "../kernel/webhook-object";
import { endpointsFrom, endpointsToWake } from "./queries";

type ObjectOf = (endpointId: string) => Pick<WebhookObject, "wake">;

/** Tells the endpoints of these tenants that there is something new in their logs. */
export async function wakeEndpoints(db: Database, objectOf: ObjectOf, tenantIds: ReadonlySet<string>): Promise<void> {
  if (tenantIds.size === 0) return;
  const endpoints = await endpointsToWake(db, [...tenantIds]);
  await Promise.all(endpoints.map(({ id }) => objectOf(id).wake()));
}

const SLICE = 500;
/** Most endpoints that one run wakes; the next run goes on with those that are still behind. */
const MAX_WOKEN = 200;

/** Wakes endpoints that have not read to the end of their tenant's log, as when a wake-up was lost. Says how many. */
export async function wakeLagging(ctx: Context): Promise<number> {
  let woken = 0;
  for (let afterId: string | undefined = ""; afterId !== undefined && woken < MAX_WOKEN; ) {
    const slice: { id: string; isBehind: number }[] = await endpointsFrom(ctx.db, afterId, SLICE);
    const behind = slice.filter(({ isBehind }) => isBehind).slice(0, MAX_WOKEN - woken);
    const done = await Promise.allSettled(behind.map(({ id }) => ctx.webhookObject(id).wake()));
    woken += done.filter(({ status }) => status === "fulfilled").length;
    afterId = slice.length === SLICE ? slice.at(-1)?.id : undefined;
  }
  return woken;
}
