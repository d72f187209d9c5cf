import type { PhoneNumberResource } from "#inventory/phone-numbers/responses";
import { toPhoneNumber } from "#inventory/phone-numbers/wire";
import { etagOf } from "#kernel/http/etag";
import { ctxOf, growingListQuery } from "#kernel/http/http";
import { listPage } from "#kernel/http/list-cursor";
import { carrierProblems, json, located, needs, operation, page, versioned } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { z } from "#kernel/http/schema";
import { cancelOrder } from "./cancel-order";
import { orderStatuses } from "./order-status";
import { placeOrder } from "./place-order";
import { listOrders, orderOf } from "./queries";
import { quoteOrder } from "./quote-order";
import type { Order, OrderQuote } from "./responses";
import { documentProblems, restoreNumber } from "./restore-number";
import { newOrder, toOrder, toQuote } from "./wire";

const create = operation({
  id: "createOrder",
  method: "post",
  path: "/v1/orders",
  access: needs("numbers:write"),
  idempotent: true,
  body: newOrder,
  success: { 201: located<Order>(), 202: located<Order>() },
  failures: [
    "changed_meanwhile",
    "agent_not_found",
    "redirect_not_allowed",
    "cost_limit_exceeded",
    "number_limit_reached",
    "monthly_cost_limit_reached",
    "not_enough_numbers",
    "number_type_unavailable",
    ...carrierProblems,
  ],
});

const quote = operation({
  id: "quoteOrder",
  method: "post",
  path: "/v1/orders/quote",
  access: needs("numbers:read"),
  body: newOrder,
  success: { 200: json<OrderQuote>() },
  failures: ["agent_not_found", "redirect_not_allowed", "number_type_unavailable", ...carrierProblems],
});

const list = operation({
  id: "listOrders",
  method: "get",
  path: "/v1/orders",
  access: needs("numbers:read"),
  query: () =>
    growingListQuery(
      { status: z.enum(orderStatuses).optional().openapi({ description: "Orders with this status now." }) },
      20,
    ),
  success: { 200: page<Order>() },
});

const get = operation({
  id: "getOrder",
  method: "get",
  path: "/v1/orders/{order_id}",
  otherMethods: {
    delete: "POST /v1/orders/{order_id}/cancel cancels the items that are still queued.",
    patch: "An order cannot be changed. POST /v1/orders/{order_id}/cancel cancels the items that are still queued.",
  },
  access: needs("numbers:read"),
  success: { 200: json<Order>() },
});

const cancelRoute = operation({
  id: "cancelOrder",
  method: "post",
  path: "/v1/orders/{order_id}/cancel",
  access: needs("numbers:write"),
  success: { 200: json<Order>() },
  failures: ["illegal_transition"],
});

const restoreRoute = operation({
  id: "restorePhoneNumber",
  method: "post",
  path: "/v1/phone-numbers/{phone_number_id}/restore",
  access: needs("numbers:write"),
  idempotent: true,
  success: { 200: versioned<PhoneNumberResource>(), 202: versioned<PhoneNumberResource>() },
  failures: [
    "illegal_transition",
    "number_not_purchased",
    "number_unavailable",
    "number_held",
    ...documentProblems,
    "number_limit_reached",
    "monthly_cost_limit_reached",
    "changed_meanwhile",
    ...carrierProblems,
  ],
});

export type OrderOperations =
  | typeof create
  | typeof quote
  | typeof list
  | typeof get
  | typeof cancelRoute
  | typeof restoreRoute;

export const orderRoutes = createRouter()
  .operation(create, async (c) => {
    const { status, order: placed } = await placeOrder(ctxOf(c), c.req.valid("json"));
    return c.json(placed, status, { Location: `/v1/orders/${placed.id}` });
  })
  .operation(quote, async (c) => c.json(toQuote(await quoteOrder(ctxOf(c), c.req.valid("json"))), 200))
  .operation(list, async (c) => {
    const { now } = ctxOf(c);
    const page = await listOrders(ctxOf(c), c.req.valid("query"));
    return c.json(
      listPage(
        c,
        page.rows.map((row) => toOrder(row, now)),
        page.nextCursor,
      ),
      200,
    );
  })
  .operation(get, async (c) =>
    c.json(toOrder(await orderOf(ctxOf(c), c.req.valid("param").order_id), ctxOf(c).now), 200),
  )
  .operation(cancelRoute, async (c) =>
    c.json(toOrder(await cancelOrder(ctxOf(c), c.req.valid("param").order_id), ctxOf(c).now), 200),
  )
  .operation(restoreRoute, async (c) => {
    const row = await restoreNumber(ctxOf(c), c.req.valid("param").phone_number_id);
    return c.json(toPhoneNumber(row), row.status === "cooling_off" ? 202 : 200, { ETag: etagOf(row.version) });
  });
