import { env } from "cloudflare:workers";
import type { NumberReservation, WebhookEndpoint } from "#index";

/** The object of a number, to wake it, evict it or look into it. */
export const objectOf = (e164: string): DurableObjectStub<NumberReservation> => env.NUMBERS.getByName(e164);

export const endpointObject = (id: string): DurableObjectStub<WebhookEndpoint> => env.WEBHOOKS.getByName(id);
