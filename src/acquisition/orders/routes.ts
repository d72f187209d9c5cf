import { createRoute, z } from "@hono/zod-openapi";
import { exampleNumber } from "#inventory/phone-numbers/example";
import { phoneNumberResource, toPhoneNumber } from "#inventory/phone-numbers/wire";
import {
  bearer,
  body,
  bodyProblems,
  carrierProblems,
  createRouter,
  ctxOf,
  etagOf,
  failures,
  idempotencyHeader,
  idempotencyProblems,
  json,
  pageBody,
  pageOf,
  pageQuery,
  versioned,
} from "#kernel/http/http";
import { cancelOrder } from "./cancel-order";
import { placeOrder } from "./place-order";
import { listOrders, orderOf } from "./queries";
import { quoteOrder } from "./quote-order";
import { documentProblems, restoreNumber } from "./restore-number";
import { newOrder, order, orderQuote, toOrder, toQuote } from "./wire";

const example = {
  id: "ord_01k9m8x3zt5v7w9y2a4c6e8g0j",
  status: "completed",
  item_counts: { queued: 0, purchasing: 0, unknown: 0, completed: 1, failed: 0, cancelled: 0 },
  estimated_completion_at: null,
  items: [
    {
      id: "itm_01k9m8x3zt5v7w9y2a4c6e8g0j",
      phone_number: "+14155550123",
      status: "completed",
      phone_number_id: "num_01k9m8x3zt5v7w9y2a4c6e8g0j",
      reservation_id: null,
      monthly_price: { amount: "1.15", currency: "USD" },
      address_sid: null,
      bundle_sid: null,
      error: null,
    },
  ],
  created_at: "2026-11-22T10:00:00.000Z",
  updated_at: "2026-11-22T10:00:01.000Z",
};

const exampleQuote = {
  monthly_cost: [{ amount: "1.15", currency: "USD" }],
  would_succeed: false,
  carrier_checked: true,
  items: [
    {
      phone_number: "+14155550123",
      monthly_price: { amount: "1.15", currency: "USD" },
      requirements: { address: "none", bundle: false },
      address_sid: null,
      bundle_sid: null,
      obstacles: [{ code: "number_held", detail: "Somebody else holds +14155550123." }],
    },
  ],
};

const common = { security: bearer, tags: ["Orders"] };
const location = {
  headers: z.object({
    Location: z.string().openapi({ description: "The order.", example: `/v1/orders/${example.id}` }),
  }),
};

const create = createRoute({
  ...common,
  method: "post",
  path: "/v1/orders",
  operationId: "createOrder",
  summary: "Buy numbers",
  description:
    "Buys up to 1,000 numbers, each exactly once, whatever happens on the way. Up to 10 are bought while you wait: 201 when " +
    "every item is settled (look at `status`, as an order that was settled may have failed), 202 when the carrier left " +
    "something open. More go through a queue: 202, and `Location` says where to watch them. Instead of `items`, `criteria` " +
    "asks for any numbers that fit. Where the carrier wants an address or a bundle, the order or your default for the country " +
    "and type says which. Needs `numbers:write`.",
  request: {
    headers: idempotencyHeader,
    query: z.strictObject({
      dry_run: z
        .enum(["true", "false"])
        .transform((value) => value === "true")
        .optional()
        .openapi({
          type: "string",
          enum: ["true", "false"],
          description: "`true` prices the order and names what would refuse it; nothing is written, held or bought.",
        }),
    }),
    body: body(newOrder, {
      items: [{ phone_number: "+14155550123" }],
      configuration: { friendly_name: "Front desk", tags: ["sales"] },
      max_monthly_cost: { amount: "25.00", currency: "USD" },
    }),
  },
  responses: {
    200: json(orderQuote, "With `dry_run=true`: what the order would cost, and what would refuse it.", exampleQuote),
    201: { ...json(order, "Every item is settled.", example), ...location },
    202: { ...json(order, "Some item is still open.", { ...example, status: "processing" }), ...location },
    ...failures(
      ...bodyProblems,
      ...idempotencyProblems,
      "changed_meanwhile",
      "agent_not_found",
      "cost_limit_exceeded",
      "not_enough_numbers",
      "number_type_unavailable",
      ...carrierProblems,
    ),
  },
});

const list = createRoute({
  ...common,
  method: "get",
  path: "/v1/orders",
  operationId: "listOrders",
  summary: "List orders",
  description: "Your orders with their items, the newest first. Needs `numbers:read`.",
  request: { query: z.strictObject(pageQuery(20)) },
  responses: {
    200: json(pageOf(order, "OrderPage"), "A page of orders.", pageBody([example], null)),
    ...failures("invalid_cursor"),
  },
});

const get = createRoute({
  ...common,
  method: "get",
  path: "/v1/orders/{order_id}",
  operationId: "getOrder",
  summary: "Get an order",
  description: "One order as it stands now. Needs `numbers:read`.",
  request: {
    params: z.object({
      order_id: z
        .string()
        .openapi({ param: { name: "order_id", in: "path" }, description: "The order's id.", example: example.id }),
    }),
  },
  responses: { 200: json(order, "The order.", example), ...failures("not_found") },
});

const cancelRoute = createRoute({
  ...common,
  method: "post",
  path: "/v1/orders/{order_id}/cancel",
  operationId: "cancelOrder",
  summary: "Cancel an order",
  description:
    "Takes what is still queued out of a large order. What is being bought goes on, what was bought stays yours. Cancelling " +
    "again is no error. Needs `numbers:write`.",
  request: {
    params: z.object({
      order_id: z
        .string()
        .openapi({ param: { name: "order_id", in: "path" }, description: "The order's id.", example: example.id }),
    }),
  },
  responses: {
    200: json(order, "The order as it stands now.", example),
    ...failures("not_found", "illegal_transition"),
  },
});

const restoreRoute = createRoute({
  ...common,
  method: "post",
  path: "/v1/phone-numbers/{phone_number_id}/restore",
  operationId: "restorePhoneNumber",
  summary: "Restore a released number",
  description:
    "Buys a number that you released, and that still cools off, back from the carrier, as it was: same id, name, tags and " +
    "history, bought with the address and bundle that it had. 202 when the carrier has left it open; 409 `number_unavailable` when it has sold the number meanwhile. Needs `numbers:write`.",
  request: {
    headers: idempotencyHeader,
    params: z.object({
      phone_number_id: z.string().openapi({
        param: { name: "phone_number_id", in: "path" },
        description: "The number's id, or the number itself in E.164 form.",
        example: exampleNumber.id,
      }),
    }),
  },
  responses: {
    200: versioned(phoneNumberResource, "The number, active again.", exampleNumber),
    202: versioned(phoneNumberResource, "The carrier has not said yet.", { ...exampleNumber, status: "cooling_off" }),
    ...failures(
      "not_found",
      "illegal_transition",
      "number_unavailable",
      "number_held",
      ...documentProblems,
      "changed_meanwhile",
      ...idempotencyProblems,
      ...carrierProblems,
    ),
  },
});

export const orderRoutes = createRouter()
  .openapi(create, async (c) => {
    if (c.req.valid("query").dry_run) return c.json(toQuote(await quoteOrder(ctxOf(c), c.req.valid("json"))), 200);
    const { status, order: placed } = await placeOrder(ctxOf(c), c.req.valid("json"));
    return c.json(placed, status, { Location: `/v1/orders/${placed.id}` });
  })
  .openapi(list, async (c) => {
    const { now } = ctxOf(c);
    const page = await listOrders(ctxOf(c), c.req.valid("query"));
    return c.json(
      pageBody(
        page.rows.map((row) => toOrder(row, now)),
        page.nextCursor,
      ),
      200,
    );
  })
  .openapi(get, async (c) => c.json(toOrder(await orderOf(ctxOf(c), c.req.valid("param").order_id), ctxOf(c).now), 200))
  .openapi(cancelRoute, async (c) =>
    c.json(toOrder(await cancelOrder(ctxOf(c), c.req.valid("param").order_id), ctxOf(c).now), 200),
  )
  .openapi(restoreRoute, async (c) => {
    const row = await restoreNumber(ctxOf(c), c.req.valid("param").phone_number_id);
    return c.json(toPhoneNumber(row), row.status === "cooling_off" ? 202 : 200, { ETag: etagOf(row.version) });
  });
