import { z } from "@hono/zod-openapi";
import { body, type Router } from "../kernel/http";
import { webhookMessage } from "./wire";

const example = {
  type: "reservation.cancelled",
  timestamp: "2026-11-22T10:00:00.000Z",
  data: {
    seq: 42,
    id: "evt_01k9m8x3zt5v7w9y2a4c6e8g0j",
    type: "reservation.cancelled",
    occurred_at: "2026-11-22T10:00:00.000Z",
    actor: "system",
    request_id: "req_01k9m8x3zt5v7w9y2a4c6e8g0j",
    subject: { type: "reservation", id: "rsv_01k9m8x3zt5v7w9y2a4c6e8g0j" },
    data: { phone_number: "+14155550123", expires_at: "2026-11-22T10:15:00.000Z", phone_number_id: null },
  },
};

/** Describes, in the API's document, what endpoints are sent. */
export function documentReceiving(app: Router): void {
  app.openAPIRegistry.registerWebhook({
    method: "post",
    path: "event",
    operationId: "receiveEvent",
    summary: "An event, at your endpoint",
    description:
      "What a webhook endpoint of yours is sent. Verify the signature with any Standard Webhooks library and the endpoint's secret, " +
      "answer 2xx within 10 seconds, and do nothing twice for the same `webhook-id`.",
    tags: ["Webhooks"],
    request: {
      headers: z.object({
        "webhook-id": z.string().openapi({ description: "The event's id.", example: example.data.id }),
        "webhook-timestamp": z.string().openapi({ description: "Seconds since 1970, of this attempt." }),
        "webhook-signature": z.string().openapi({ description: "`v1,` and base64, once per live secret, by spaces." }),
      }),
      body: body(webhookMessage, example),
    },
    responses: { 204: { description: "Any 2xx takes the event." } },
  });
}
