import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { NumberReservation, WebhookEndpoint } from "#index";

/** The object of a number, to wake it, evict it or look into it. */
export const objectOf = (e164: string): DurableObjectStub<NumberReservation> => env.NUMBERS.getByName(e164);

export const endpointObject = (id: string): DurableObjectStub<WebhookEndpoint> => env.WEBHOOKS.getByName(id);

/** Deletes what the object of a number has stored, and with it what it remembers. */
export async function loseRecord(e164: string): Promise<void> {
  await runInDurableObject(objectOf(e164), (_, { storage }) => storage.deleteAll());
  await evictDurableObject(objectOf(e164));
}
