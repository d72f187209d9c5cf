import { type EventType, eventTypes } from "#events/log/catalogue";
import { eventSchemas } from "#events/log/event-schemas";
import { exampleOf } from "#events/log/example";
import { componentNameOf, eventsByType } from "#events/log/responses";
import { z } from "#kernel/http/schema";

/** The messages that endpoints receive, under `webhooks` in the API's document: one entry per event type. */

const headers = z.object({
  "webhook-id": z.string().openapi({
    description:
      "The event's id. It is the same for every attempt and redelivery: ignore an id that you have processed.",
    example: exampleOf("order.created").id,
  }),
  "webhook-timestamp": z.string().openapi({
    description: "The time of this attempt in seconds since 1970. Refuse a message that is older than five minutes.",
  }),
  "webhook-signature": z.string().openapi({
    description:
      "One signature per live secret, separated by spaces: `v1,` and the base64 of the HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}`.",
  }),
});

/** The schema of the message for events of this type. */
const messageOf = (type: EventType) =>
  z
    .object({
      type: z.literal(type).openapi({ description: "The event's type." }),
      timestamp: z.iso.datetime().openapi({ description: "When the event happened." }),
      data: eventsByType.get(type) ?? z.never(),
    })
    .openapi(`${componentNameOf(type)}Message`, { description: `The message for an event \`${type}\`.` });

const howToReceive =
  "Verify the signature with a Standard Webhooks library and the endpoint's secret, store the message, and answer 2xx within 10 " +
  "seconds. Messages may arrive twice or out of order: use `webhook-id` and `data.seq`.";

/** The tag of the messages. A tag of operations would mix both, and generators of clients then lose the operations. */
export const webhooksTag = "Webhook messages";

/** `phone_number.released` is `receivePhoneNumberReleased`. */
const operationIdOf = (type: EventType): string => `receive${componentNameOf(type)}`;

/** One entry for each type of event. */
export const webhooks = eventTypes.map((type) => {
  const example = { ...exampleOf(type), hash: null };
  return {
    method: "post" as const,
    path: type,
    operationId: operationIdOf(type),
    tags: [webhooksTag],
    summary: type,
    security: [],
    description: `${eventSchemas[type].description} ${howToReceive}`,
    request: {
      headers,
      body: {
        required: true,
        content: {
          "application/json": {
            schema: messageOf(type),
            example: { type, timestamp: example.occurred_at, data: example },
          },
        },
      },
    },
    responses: {
      "2XX": {
        description:
          "The message is delivered. Any other status is retried for about three days; 410 disables the endpoint.",
      },
    },
  };
});
