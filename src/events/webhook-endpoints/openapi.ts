import { pageBody } from "#kernel/http/http";
import { answer, describe, pageOf } from "#kernel/http/openapi";
import { createdWebhookEndpoint, redelivered, rotatedSecret, webhookDelivery, webhookEndpoint } from "./responses";
import type { WebhookOperations } from "./routes";

const example = {
  id: "whe_01k9m8x3zt5v7w9y2a4c6e8g0j",
  url: "https://hooks.example.com/phone-manager",
  description: "Billing",
  event_types: ["order.*", "phone_number.released"],
  status: "enabled",
  stopped_reason: null,
  events_skipped: null,
  secrets_expire_at: [],
  created_at: "2026-11-22T10:00:00.000Z",
  updated_at: "2026-11-22T10:00:00.000Z",
};

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw3Hq2PqXG8xk=";

const deliveryExample = {
  id: "whd_01k9m8x3zt5v7w9y2a4c6e8g0j",
  event_id: "evt_01k9m8x3zt5v7w9y2a4c6e8g0j",
  event_type: "order.item_completed",
  status: "pending",
  redelivery: false,
  created_at: "2026-11-22T10:00:00.000Z",
  next_attempt_at: "2026-11-22T10:00:11.000Z",
  attempts: [
    {
      attempted_at: "2026-11-22T10:00:00.050Z",
      latency_ms: 84,
      response_status: 503,
      error: null,
      response_body: "down for maintenance",
    },
  ],
};

const testExample = {
  ...deliveryExample,
  event_type: "webhook_endpoint.test",
  status: "delivered",
  next_attempt_at: null,
  attempts: [{ ...deliveryExample.attempts[0], response_status: 204, response_body: "" }],
};

const shown = (description: string) => answer(webhookEndpoint, description, example);

export const webhookDocs = describe<WebhookOperations>("Webhooks", {
  createWebhookEndpoint: {
    summary: "Create a webhook endpoint",
    description:
      "Creates an endpoint that receives your events from now on, as POST requests signed as in Standard Webhooks (`webhook-id`, " +
      "`webhook-timestamp`, `webhook-signature`). The body is `{type, timestamp, data}`; `data` is the event in the form of " +
      "`GET /v1/events`. Any 2xx within 10 seconds confirms delivery, and 410 disables the endpoint. Any other result is retried: 12 " +
      "attempts over about three days. A message may arrive more than once or out of order: `webhook-id` is the event's id, " +
      "`data.seq` its place in the log. The platform pauses an endpoint after five days without a success. Only this answer shows the " +
      "secret. Needs `webhooks:write`.",
    body: {
      url: example.url,
      description: example.description,
      event_types: example.event_types,
    },
    success: { 201: answer(createdWebhookEndpoint, "The endpoint, with its secret.", { ...example, secret }) },
  },
  listWebhookEndpoints: {
    summary: "List webhook endpoints",
    description: "Lists your webhook endpoints without their secrets, the newest first.",
    success: {
      200: answer(pageOf(webhookEndpoint, "WebhookEndpointPage"), "A page of endpoints.", pageBody([example], null)),
    },
  },
  getWebhookEndpoint: {
    summary: "Get a webhook endpoint",
    description: "Returns one endpoint, with its version as `ETag`.",
    success: { 200: shown("The endpoint.") },
  },
  updateWebhookEndpoint: {
    summary: "Change a webhook endpoint",
    description:
      "Changes the given fields. Set `status` to enable or disable the endpoint. Enabling delivers the events that happened meanwhile, " +
      "as far as the event log still has them.",
    body: { status: "enabled" },
    success: { 200: shown("The endpoint as it is now.") },
  },
  deleteWebhookEndpoint: {
    summary: "Delete a webhook endpoint",
    description: "Deletes the endpoint with its deliveries and their log. This cannot be undone.",
    success: { 204: { description: "The endpoint is deleted." } },
  },
  rotateWebhookSecret: {
    summary: "Replace a webhook secret",
    description:
      "Creates a new secret. For `overlap_seconds` (default: one day) each message carries two signatures, one by the new secret and " +
      "one by the previous secret. Only this answer shows the new secret.",
    body: { overlap_seconds: 86_400 },
    success: {
      200: answer(rotatedSecret, "The new secret.", { secret, previous_expires_at: "2026-11-23T10:00:00.000Z" }),
    },
  },
  testWebhookEndpoint: {
    summary: "Send a test event",
    description:
      "Sends one `webhook_endpoint.test` message now, even to a disabled or paused endpoint, and returns the finished delivery. It is " +
      "not retried.",
    success: {
      200: answer(webhookDelivery, "The finished delivery; `status` says whether it succeeded.", testExample),
    },
  },
  listWebhookDeliveries: {
    summary: "List webhook deliveries",
    description:
      "Lists the deliveries to an endpoint with all their attempts and answers, newest first. Finished deliveries are kept for 30 days, at " +
      "most 10,000 of them.",
    success: {
      200: answer(
        pageOf(webhookDelivery, "WebhookDeliveryPage"),
        "A page of deliveries.",
        pageBody([deliveryExample], null),
      ),
    },
  },
  redeliverWebhooks: {
    summary: "Deliver events again",
    description:
      "Creates new deliveries of events, chosen by delivery, by event, or by time, with the same `webhook-id`s and as many attempts as " +
      "the first time. An event whose delivery is still pending is attempted at once instead.",
    body: { from: "2026-11-22T00:00:00Z", to: "2026-11-22T12:00:00Z" },
    success: {
      202: answer(redelivered, "The events that are being delivered.", {
        event_ids: [deliveryExample.event_id],
        next_from: null,
      }),
    },
  },
});
