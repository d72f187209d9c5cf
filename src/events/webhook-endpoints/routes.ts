import { etagOf, firstEtag } from "#kernel/http/etag";
import { ctxOf, growingListQuery, pageQuery } from "#kernel/http/http";
import { listPage } from "#kernel/http/list-cursor";
import { json, needs, operation, other, page, READ_ONLY, type ReadOnlyOf, versioned } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { z } from "#kernel/http/schema";
import { deliveryStatuses } from "#kernel/ports/webhook-object";
import { createWebhookEndpoint } from "./create";
import { listDeliveries } from "./list-deliveries";
import { endpointOf, listEndpoints } from "./queries";
import { redeliver } from "./redeliver";
import { deleteWebhookEndpoint } from "./remove";
import type { CreatedWebhookEndpoint, Redelivered, RotatedSecret, WebhookDelivery, WebhookEndpoint } from "./responses";
import { rotateSecret } from "./rotate-secret";
import { sendTest } from "./send-test";
import { updateWebhookEndpoint } from "./update";
import {
  deliveredType,
  newWebhookEndpoint,
  redelivery,
  secretRotation,
  toWebhookDelivery,
  toWebhookEndpoint,
  webhookEndpointChange,
} from "./wire";

/** A key that decides where events go, and which, must be allowed to read them. */
const sendsEvents = needs("webhooks:write", "events:read");

const createEndpoint = operation({
  id: "createWebhookEndpoint",
  method: "post",
  path: "/v1/webhook-endpoints",
  access: sendsEvents,
  idempotent: true,
  body: newWebhookEndpoint,
  success: { 201: versioned<CreatedWebhookEndpoint>() },
  failures: ["webhook_url_not_allowed", "name_lookup_failed", "webhook_endpoint_limit_reached", "changed_meanwhile"],
});

const list = operation({
  id: "listWebhookEndpoints",
  method: "get",
  path: "/v1/webhook-endpoints",
  access: needs("webhooks:read"),
  query: () => z.strictObject(pageQuery()),
  success: { 200: page<WebhookEndpoint>() },
});

const get = operation({
  id: "getWebhookEndpoint",
  method: "get",
  path: "/v1/webhook-endpoints/{webhook_endpoint_id}",
  access: needs("webhooks:read"),
  success: { 200: versioned<WebhookEndpoint>() },
});

const change = operation({
  id: "updateWebhookEndpoint",
  method: "patch",
  path: "/v1/webhook-endpoints/{webhook_endpoint_id}",
  access: sendsEvents,
  conditional: true,
  body: webhookEndpointChange,
  readOnly: {
    id: READ_ONLY,
    stopped_reason: "This field is read-only. Set `status` to enabled to resume deliveries.",
    secrets_expire_at: "This field is read-only. Use POST /v1/webhook-endpoints/{webhook_endpoint_id}/rotate-secret.",
    events_skipped: READ_ONLY,
    created_at: READ_ONLY,
    updated_at: READ_ONLY,
  } satisfies ReadOnlyOf<WebhookEndpoint, typeof webhookEndpointChange>,
  success: { 200: versioned<WebhookEndpoint>() },
  failures: ["webhook_url_not_allowed", "name_lookup_failed", "changed_meanwhile"],
});

const end = operation({
  id: "deleteWebhookEndpoint",
  method: "delete",
  path: "/v1/webhook-endpoints/{webhook_endpoint_id}",
  access: needs("webhooks:write"),
  success: { 204: other },
});

const rotate = operation({
  id: "rotateWebhookSecret",
  method: "post",
  path: "/v1/webhook-endpoints/{webhook_endpoint_id}/rotate-secret",
  access: needs("webhooks:write"),
  idempotent: true,
  body: secretRotation,
  success: { 200: json<RotatedSecret>() },
  failures: ["changed_meanwhile"],
});

const test = operation({
  id: "testWebhookEndpoint",
  method: "post",
  path: "/v1/webhook-endpoints/{webhook_endpoint_id}/test",
  access: needs("webhooks:write"),
  idempotent: true,
  success: { 200: json<WebhookDelivery>() },
  failures: ["changed_meanwhile"],
});

const deliveries = operation({
  id: "listWebhookDeliveries",
  method: "get",
  path: "/v1/webhook-endpoints/{webhook_endpoint_id}/deliveries",
  otherMethods: { post: "POST /v1/webhook-endpoints/{webhook_endpoint_id}/redeliver delivers events again." },
  access: needs("webhooks:read"),
  query: () =>
    growingListQuery(
      {
        status: z.enum(deliveryStatuses).optional().openapi({ description: "Deliveries with this status now." }),
        event_type: deliveredType().optional().openapi({ description: "Deliveries of events of this type only." }),
      },
      20,
    ),
  success: { 200: page<WebhookDelivery>() },
});

const redeliverRoute = operation({
  id: "redeliverWebhooks",
  method: "post",
  path: "/v1/webhook-endpoints/{webhook_endpoint_id}/redeliver",
  access: sendsEvents,
  idempotent: true,
  body: redelivery,
  success: { 202: json<Redelivered>() },
  failures: ["illegal_transition", "webhook_backlog_full", "changed_meanwhile"],
});

export type WebhookOperations =
  | typeof createEndpoint
  | typeof list
  | typeof get
  | typeof change
  | typeof end
  | typeof rotate
  | typeof test
  | typeof deliveries
  | typeof redeliverRoute;

export const webhookRoutes = createRouter()
  .operation(createEndpoint, async (c) => {
    const made = await createWebhookEndpoint(ctxOf(c), c.req.valid("json"));
    return c.json(made, 201, { ETag: firstEtag, Location: `/v1/webhook-endpoints/${made.id}` });
  })
  .operation(list, async (c) => {
    const page = await listEndpoints(ctxOf(c), c.req.valid("query"));
    return c.json(listPage(c, page.rows.map(toWebhookEndpoint), page.nextCursor), 200);
  })
  .operation(get, async (c) => {
    const row = await endpointOf(ctxOf(c), c.req.valid("param").webhook_endpoint_id);
    return c.json(toWebhookEndpoint(row), 200, { ETag: etagOf(row.version) });
  })
  .operation(change, async (c) => {
    const { "if-match": ifMatch } = c.req.valid("header");
    const row = await updateWebhookEndpoint(
      ctxOf(c),
      c.req.valid("param").webhook_endpoint_id,
      c.req.valid("json"),
      ifMatch,
    );
    return c.json(toWebhookEndpoint(row), 200, { ETag: etagOf(row.version) });
  })
  .operation(end, async (c) => {
    await deleteWebhookEndpoint(ctxOf(c), c.req.valid("param").webhook_endpoint_id);
    return c.body(null, 204);
  })
  .operation(rotate, async (c) =>
    c.json(await rotateSecret(ctxOf(c), c.req.valid("param").webhook_endpoint_id, c.req.valid("json")), 200),
  )
  .operation(test, async (c) => c.json(await sendTest(ctxOf(c), c.req.valid("param").webhook_endpoint_id), 200))
  .operation(deliveries, async (c) => {
    const page = await listDeliveries(ctxOf(c), c.req.valid("param").webhook_endpoint_id, c.req.valid("query"));
    return c.json(listPage(c, page.rows.map(toWebhookDelivery), page.nextCursor), 200);
  })
  .operation(redeliverRoute, async (c) =>
    c.json(await redeliver(ctxOf(c), c.req.valid("param").webhook_endpoint_id, c.req.valid("json")), 202),
  );
