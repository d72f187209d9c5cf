import { z } from "@hono/zod-openapi";
import { type EventType, eventSchemas, eventTypes } from "#events/log/catalogue";
import { exampleOf } from "#events/log/example";
import { event } from "#events/log/wire";
import { body, type Router } from "#kernel/http/http";
import { webhookMessage } from "./wire";

/** What endpoints are sent, in the API's document under `webhooks`: one entry for each event of the catalogue. */

const headers = z.object({
  "webhook-id": z.string().openapi({ description: "The event's id.", example: exampleOf("order.created").id }),
  "webhook-timestamp": z.string().openapi({ description: "Seconds since 1970, of this attempt." }),
  "webhook-signature": z.string().openapi({ description: "`v1,` and base64, once per live secret, by spaces." }),
});

/** The message about an event of this type alone. */
const messageOf = (type: EventType) =>
  webhookMessage.extend({
    type: z.literal(type),
    data: event.extend({ type: z.literal(type), data: eventSchemas[type] }),
  });

const receiving =
  "Verify the signature with any Standard Webhooks library and the endpoint's secret, answer 2xx within 10 seconds, and do " +
  "nothing twice for the same `webhook-id`.";

export function documentWebhooks(app: Router): void {
  for (const type of eventTypes) {
    const example = { ...exampleOf(type), hash: null };
    app.openAPIRegistry.registerWebhook({
      method: "post",
      path: type,
      tags: ["Webhooks"],
      summary: type,
      description: `${eventSchemas[type].description} ${receiving}`,
      request: { headers, body: body(messageOf(type), { type, timestamp: example.occurred_at, data: example }) },
      responses: { "2XX": { description: "Any of these takes the event." } },
    });
  }
}
