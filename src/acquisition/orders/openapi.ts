import { exampleNumber } from "#inventory/phone-numbers/example";
import { phoneNumberResource } from "#inventory/phone-numbers/responses";
import { pageBody } from "#kernel/http/http";
import { answer, describe, pageOf } from "#kernel/http/openapi";
import { order, orderQuote } from "./responses";
import type { OrderOperations } from "./routes";

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

export const orderDocs = describe<OrderOperations>("Orders", {
  createOrder: {
    summary: "Buy numbers",
    description:
      "Buys up to 1,000 numbers, each exactly once, whatever happens on the way. Up to 10 are bought while you wait: 201 when " +
      "every item is settled (look at `status`, as an order that was settled may have failed), 202 when the carrier left " +
      "something open. More go through a queue: 202, and `Location` says where to watch them. Instead of `items`, `criteria` " +
      "asks for any numbers that fit. Where the carrier wants an address or a bundle, the order or your default for the country " +
      "and type says which.",
    body: {
      items: [{ phone_number: "+14155550123" }],
      configuration: { friendly_name: "Front desk", tags: ["sales"] },
      max_monthly_cost: { amount: "25.00", currency: "USD" },
    },
    success: {
      200: answer(
        orderQuote,
        "With `dry_run=true`: what the order would cost, and what would refuse it.",
        exampleQuote,
      ),
      201: answer(order, "Every item is settled.", example),
      202: answer(order, "Some item is still open.", { ...example, status: "processing" }),
    },
  },
  listOrders: {
    summary: "List orders",
    description: "Your orders with their items, the newest first.",
    success: { 200: answer(pageOf(order, "OrderPage"), "A page of orders.", pageBody([example], null)) },
  },
  getOrder: {
    summary: "Get an order",
    description: "One order as it stands now.",
    success: { 200: answer(order, "The order.", example) },
  },
  cancelOrder: {
    summary: "Cancel an order",
    description:
      "Takes what is still queued out of a large order. What is being bought goes on, what was bought stays yours. Cancelling " +
      "again is no error.",
    success: { 200: answer(order, "The order as it stands now.", example) },
  },
  restorePhoneNumber: {
    summary: "Restore a released number",
    description:
      "Buys a number that you released, and that still cools off, back from the carrier, as it was: same id, name, tags and " +
      "history, bought with the address and bundle that it had. 202 when the carrier has left it open; 409 `number_unavailable` when it has sold the number meanwhile.",
    success: {
      200: answer(phoneNumberResource, "The number, active again.", exampleNumber),
      202: answer(phoneNumberResource, "The carrier has not said yet.", { ...exampleNumber, status: "cooling_off" }),
    },
  },
});
