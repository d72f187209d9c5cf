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
      "From now on your events are sent to this URL as POST requests signed after Standard Webhooks " +
      "(`webhook-id`, `webhook-timestamp`, `webhook-signature`), with a body `{type, timestamp, data}` whose `data` is the event as " +
      "`GET /v1/events` shows it. Any 2xx within 10 seconds takes it; 410 disables the endpoint; everything else is tried again, 12 " +
      "times over about three days. An event may come more than once and out of order: `webhook-id` is its id, `data.seq` its " +
      "place. After five days without any success the endpoint is paused. The answer holds the secret, this once. Needs " +
      "`webhooks:write`.",
    body: {
      url: example.url,
      description: example.description,
      event_types: example.event_types,
    },
    success: { 201: answer(createdWebhookEndpoint, "The endpoint, with its secret.", { ...example, secret }) },
  },
  listWebhookEndpoints: {
    summary: "List webhook endpoints",
    description: "Your webhook endpoints without their secrets, the newest first.",
    success: {
      200: answer(pageOf(webhookEndpoint, "WebhookEndpointPage"), "A page of endpoints.", pageBody([example], null)),
    },
  },
  getWebhookEndpoint: {
    summary: "Get a webhook endpoint",
    description: "One endpoint, with its version as `ETag`.",
    success: { 200: shown("The endpoint.") },
  },
  updateWebhookEndpoint: {
    summary: "Change a webhook endpoint",
    description:
      "Changes the fields that are sent. `status` enables or disables; once enabled again, what happened meanwhile is delivered, " +
      "as far back as the event log goes.",
    body: { status: "enabled" },
    success: { 200: shown("The endpoint as it is now.") },
  },
  deleteWebhookEndpoint: {
    summary: "Delete a webhook endpoint",
    description: "Ends it for good, with its deliveries and their log.",
    success: { 200: answer(webhookEndpoint, "The endpoint as it was, disabled.", { ...example, status: "disabled" }) },
  },
  rotateWebhookSecret: {
    summary: "Replace a webhook secret",
    description:
      "Makes a new secret. Until `overlap_seconds` are over (a day unless given) webhooks carry two signatures, by the new secret " +
      "and by the one so far. The answer holds the new one, this once.",
    body: { overlap_seconds: 86_400 },
    success: {
      200: answer(rotatedSecret, "The new secret.", { secret, previous_expires_at: "2026-11-23T10:00:00.000Z" }),
    },
  },
  testWebhookEndpoint: {
    summary: "Send a test event",
    description:
      "Sends a `webhook_endpoint.test` at once, one time, also to an endpoint that is disabled or paused, and answers what came of " +
      "it.",
    success: { 200: answer(webhookDelivery, "The delivery, whether or not it got through.", testExample) },
  },
  listWebhookDeliveries: {
    summary: "List webhook deliveries",
    description:
      "The deliveries to an endpoint with all their attempts and answers, newest first. Finished deliveries are kept for 30 days, at " +
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
