import { createRoute, z } from "@hono/zod-openapi";
import {
  bearer,
  body,
  bodyProblems,
  createRouter,
  ctxOf,
  etagOf,
  failures,
  firstEtag,
  idempotencyHeader,
  idempotencyProblems,
  ifMatchHeader,
  json,
  pageBody,
  pageOf,
  pageQuery,
  versioned,
} from "#kernel/http/http";
import { deliveryStatuses } from "#kernel/ports/webhook-object";
import { createWebhookEndpoint } from "./create";
import { listDeliveries } from "./list-deliveries";
import { endpointOf, listEndpoints } from "./queries";
import { redeliver } from "./redeliver";
import { deleteWebhookEndpoint } from "./remove";
import { rotateSecret } from "./rotate-secret";
import { sendTest } from "./send-test";
import { updateWebhookEndpoint } from "./update";
import {
  createdWebhookEndpoint,
  newWebhookEndpoint,
  redelivered,
  redelivery,
  rotatedSecret,
  secretRotation,
  toWebhookDelivery,
  toWebhookEndpoint,
  webhookDelivery,
  webhookEndpoint,
  webhookEndpointChange,
} from "./wire";

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

const path = z.object({
  webhook_endpoint_id: z.string().openapi({
    param: { name: "webhook_endpoint_id", in: "path" },
    description: "The endpoint's id.",
    example: example.id,
  }),
});
const common = { security: bearer, tags: ["Webhooks"] };
const answer = (description: string) => versioned(webhookEndpoint, description, example);

const createEndpoint = createRoute({
  ...common,
  method: "post",
  path: "/v1/webhook-endpoints",
  operationId: "createWebhookEndpoint",
  summary: "Create a webhook endpoint",
  description:
    "From now on your events are sent to this URL as POST requests signed after Standard Webhooks " +
    "(`webhook-id`, `webhook-timestamp`, `webhook-signature`), with a body `{type, timestamp, data}` whose `data` is the event as " +
    "`GET /v1/events` shows it. Any 2xx within 10 seconds takes it; 410 disables the endpoint; everything else is tried again, 12 " +
    "times over about three days. An event may come more than once and out of order: `webhook-id` is its id, `data.seq` its " +
    "place. After five days without any success the endpoint is paused. The answer holds the secret, this once. Needs " +
    "`webhooks:write`.",
  request: {
    headers: idempotencyHeader,
    body: body(newWebhookEndpoint, {
      url: example.url,
      description: example.description,
      event_types: example.event_types,
    }),
  },
  responses: {
    201: versioned(createdWebhookEndpoint, "The endpoint, with its secret.", { ...example, secret }),
    ...failures(
      "webhook_url_not_allowed",
      "webhook_endpoint_limit_reached",
      "changed_meanwhile",
      ...bodyProblems,
      ...idempotencyProblems,
    ),
  },
});

const list = createRoute({
  ...common,
  method: "get",
  path: "/v1/webhook-endpoints",
  operationId: "listWebhookEndpoints",
  summary: "List webhook endpoints",
  description: "Your webhook endpoints without their secrets, the newest first. Needs `webhooks:read`.",
  request: { query: z.strictObject(pageQuery()) },
  responses: {
    200: json(pageOf(webhookEndpoint, "WebhookEndpointPage"), "A page of endpoints.", pageBody([example], null)),
    ...failures("invalid_cursor"),
  },
});

const get = createRoute({
  ...common,
  method: "get",
  path: "/v1/webhook-endpoints/{webhook_endpoint_id}",
  operationId: "getWebhookEndpoint",
  summary: "Get a webhook endpoint",
  description: "One endpoint, with its version as `ETag`. Needs `webhooks:read`.",
  request: { params: path },
  responses: { 200: answer("The endpoint."), ...failures("not_found") },
});

const change = createRoute({
  ...common,
  method: "patch",
  path: "/v1/webhook-endpoints/{webhook_endpoint_id}",
  operationId: "updateWebhookEndpoint",
  summary: "Change a webhook endpoint",
  description:
    "Changes the fields that are sent. `status` enables or disables; once enabled again, what happened meanwhile is delivered, " +
    "as far back as the event log goes. Needs `webhooks:write`.",
  request: { params: path, headers: ifMatchHeader, body: body(webhookEndpointChange, { status: "enabled" }) },
  responses: {
    200: answer("The endpoint as it is now."),
    ...failures("not_found", "webhook_url_not_allowed", "stale_version", "changed_meanwhile", ...bodyProblems),
  },
});

const end = createRoute({
  ...common,
  method: "delete",
  path: "/v1/webhook-endpoints/{webhook_endpoint_id}",
  operationId: "deleteWebhookEndpoint",
  summary: "Delete a webhook endpoint",
  description: "Ends it for good, with its deliveries and their log. Needs `webhooks:write`.",
  request: { params: path },
  responses: {
    200: json(webhookEndpoint, "The endpoint as it was, disabled.", { ...example, status: "disabled" }),
    ...failures("not_found"),
  },
});

const rotate = createRoute({
  ...common,
  method: "post",
  path: "/v1/webhook-endpoints/{webhook_endpoint_id}/rotate-secret",
  operationId: "rotateWebhookSecret",
  summary: "Replace a webhook secret",
  description:
    "Makes a new secret. Until `overlap_seconds` are over (a day unless given) webhooks carry two signatures, by the new secret " +
    "and by the one so far. The answer holds the new one, this once. Needs `webhooks:write`.",
  request: { params: path, headers: idempotencyHeader, body: body(secretRotation, { overlap_seconds: 86_400 }) },
  responses: {
    200: json(rotatedSecret, "The new secret.", { secret, previous_expires_at: "2026-11-23T10:00:00.000Z" }),
    ...failures("not_found", "changed_meanwhile", ...bodyProblems, ...idempotencyProblems),
  },
});

const test = createRoute({
  ...common,
  method: "post",
  path: "/v1/webhook-endpoints/{webhook_endpoint_id}/test",
  operationId: "testWebhookEndpoint",
  summary: "Send a test event",
  description:
    "Sends a `webhook_endpoint.test` at once, one time, also to an endpoint that is disabled or paused, and answers what came of " +
    "it. Needs `webhooks:write`.",
  request: { params: path, headers: idempotencyHeader },
  responses: {
    200: json(webhookDelivery, "The delivery, whether or not it got through.", testExample),
    ...failures("not_found", "changed_meanwhile", ...idempotencyProblems),
  },
});

const deliveries = createRoute({
  ...common,
  method: "get",
  path: "/v1/webhook-endpoints/{webhook_endpoint_id}/deliveries",
  operationId: "listWebhookDeliveries",
  summary: "List webhook deliveries",
  description:
    "What was sent to the endpoint and what it answered, the newest first: every attempt of the last 30 days, or of the last " +
    "10,000 deliveries. Needs `webhooks:read`.",
  request: {
    params: path,
    query: z.strictObject({
      ...pageQuery(20),
      status: z.enum(deliveryStatuses).optional().openapi({ description: "As they stand now." }),
      event_type: z.string().max(64).optional().openapi({ description: "Deliveries of events of this type only." }),
    }),
  },
  responses: {
    200: json(
      pageOf(webhookDelivery, "WebhookDeliveryPage"),
      "A page of deliveries.",
      pageBody([deliveryExample], null),
    ),
    ...failures("not_found", "invalid_cursor"),
  },
});

const redeliverRoute = createRoute({
  ...common,
  method: "post",
  path: "/v1/webhook-endpoints/{webhook_endpoint_id}/redeliver",
  operationId: "redeliverWebhooks",
  summary: "Deliver events again",
  description:
    "Puts events on their way anew, with as many attempts as the first time and the same `webhook-id`: by delivery, by event, or " +
    "by when they were written. One that is still on its way is tried at once instead. Needs `webhooks:write`.",
  request: {
    params: path,
    headers: idempotencyHeader,
    body: body(redelivery, { from: "2026-11-22T00:00:00Z", to: "2026-11-22T12:00:00Z" }),
  },
  responses: {
    202: json(redelivered, "What is on its way.", { event_ids: [deliveryExample.event_id], next_from: null }),
    ...failures(
      "not_found",
      "illegal_transition",
      "webhook_backlog_full",
      "changed_meanwhile",
      ...bodyProblems,
      ...idempotencyProblems,
    ),
  },
});

export const webhookRoutes = createRouter()
  .openapi(createEndpoint, async (c) =>
    c.json(await createWebhookEndpoint(ctxOf(c), c.req.valid("json")), 201, { ETag: firstEtag }),
  )
  .openapi(list, async (c) => {
    const page = await listEndpoints(ctxOf(c), c.req.valid("query"));
    const rows = page.rows.map((row) => toWebhookEndpoint(row, ctxOf(c).now));
    return c.json(pageBody(rows, page.nextCursor), 200);
  })
  .openapi(get, async (c) => {
    const row = await endpointOf(ctxOf(c), c.req.valid("param").webhook_endpoint_id);
    return c.json(toWebhookEndpoint(row, ctxOf(c).now), 200, { ETag: etagOf(row.version) });
  })
  .openapi(change, async (c) => {
    const { "if-match": ifMatch } = c.req.valid("header");
    const row = await updateWebhookEndpoint(
      ctxOf(c),
      c.req.valid("param").webhook_endpoint_id,
      c.req.valid("json"),
      ifMatch,
    );
    return c.json(toWebhookEndpoint(row, ctxOf(c).now), 200, { ETag: etagOf(row.version) });
  })
  .openapi(end, async (c) => {
    const row = await deleteWebhookEndpoint(ctxOf(c), c.req.valid("param").webhook_endpoint_id);
    return c.json(toWebhookEndpoint(row, ctxOf(c).now), 200);
  })
  .openapi(rotate, async (c) =>
    c.json(await rotateSecret(ctxOf(c), c.req.valid("param").webhook_endpoint_id, c.req.valid("json")), 200),
  )
  .openapi(test, async (c) => c.json(await sendTest(ctxOf(c), c.req.valid("param").webhook_endpoint_id), 200))
  .openapi(deliveries, async (c) => {
    const page = await listDeliveries(ctxOf(c), c.req.valid("param").webhook_endpoint_id, c.req.valid("query"));
    return c.json(pageBody(page.rows.map(toWebhookDelivery), page.nextCursor), 200);
  })
  .openapi(redeliverRoute, async (c) =>
    c.json(await redeliver(ctxOf(c), c.req.valid("param").webhook_endpoint_id, c.req.valid("json")), 202),
  );
