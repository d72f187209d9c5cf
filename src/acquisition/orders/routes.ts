import type { PhoneNumberResource } from "#inventory/phone-numbers/responses";
import { toPhoneNumber } from "#inventory/phone-numbers/wire";
import { ctxOf, etagOf, pageBody, pageQuery } from "#kernel/http/http";
import { carrierProblems, json, located, needs, operation, page, versioned } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { z } from "#kernel/http/schema";
import { cancelOrder } from "./cancel-order";
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
  query: () =>
    z.strictObject({
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
  body: newOrder,
  success: { 200: json<OrderQuote>(), 201: located<Order>(), 202: located<Order>() },
  failures: [
    "changed_meanwhile",
    "agent_not_found",
    "cost_limit_exceeded",
    "not_enough_numbers",
    "number_type_unavailable",
    ...carrierProblems,
  ],
});

const list = operation({
  id: "listOrders",
  method: "get",
  path: "/v1/orders",
  access: needs("numbers:read"),
  query: () => z.strictObject(pageQuery(20)),
  success: { 200: page<Order>() },
});

const get = operation({
  id: "getOrder",
  method: "get",
  path: "/v1/orders/{order_id}",
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
    "number_unavailable",
    "number_held",
    ...documentProblems,
    "changed_meanwhile",
    ...carrierProblems,
  ],
});

export type OrderOperations = typeof create | typeof list | typeof get | typeof cancelRoute | typeof restoreRoute;

export const orderRoutes = createRouter()
  .operation(create, async (c) => {
    if (c.req.valid("query").dry_run) return c.json(toQuote(await quoteOrder(ctxOf(c), c.req.valid("json"))), 200);
    const { status, order: placed } = await placeOrder(ctxOf(c), c.req.valid("json"));
    return c.json(placed, status, { Location: `/v1/orders/${placed.id}` });
  })
  .operation(list, async (c) => {
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
