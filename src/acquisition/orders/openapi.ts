import { exampleNumber } from "#inventory/phone-numbers/example";
import { phoneNumberResource } from "#inventory/phone-numbers/responses";
import { pageBody } from "#kernel/http/http";
import { answer, describe, pageOf } from "#kernel/http/openapi";
import { order, orderQuote } from "./responses";
import type { OrderOperations } from "./routes";

const example = {
  id: "ord_01k9m8x3zt5v7w9y2a4c6e8g0j",
  status: "completed",
  item_counts: { queued: 0, purchasing: 0, unknown: 0, completed: 1, failed: 0, canceled: 0 },
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
  obstacles: [],
  carrier_checked: true,
  items: [
    {
      phone_number: "+14155550123",
      monthly_price: { amount: "1.15", currency: "USD" },
      requirements: { address: "none", bundle: false },
      address_sid: null,
      bundle_sid: null,
      obstacles: [{ code: "number_held", detail: "Another tenant holds +14155550123." }],
    },
  ],
};

const bodies = {
  items: {
    summary: "Numbers by name",
    value: {
      items: [{ phone_number: "+14155550123" }],
      configuration: { friendly_name: "Front desk", tags: ["sales"] },
      max_monthly_cost: { amount: "25.00", currency: "USD" },
    },
  },
  criteria: {
    summary: "Any numbers that match",
    value: { criteria: { country: "US", area_code: "415", quantity: 5, strategy: "all_or_nothing" } },
  },
  documents: {
    summary: "With an address and a bundle",
    value: {
      items: [{ phone_number: "+493012345678" }],
      configuration: {
        address_sid: "AD0123456789abcdef0123456789abcdef",
        bundle_sid: "BU0123456789abcdef0123456789abcdef",
      },
    },
  },
};

export const orderDocs = describe<OrderOperations>("Orders", {
  createOrder: {
    summary: "Buy numbers",
    description:
      "Buys up to 1,000 numbers, each at most once, also after crashes and lost answers. Name the numbers in `items`, or let " +
      "`criteria` pick any that match.\n\nUp to 10 numbers are bought within the request. The answer is 201 when every item is " +
      "finished: look at each item's `status`, because an item may have failed. It is 202 when Twilio has not confirmed an item " +
      "yet. Larger orders go through a queue and answer 202; poll the order at `Location`, or subscribe to its events.\n\nIf " +
      "Twilio requires an address or a regulatory bundle, the order names it, or your default for the country and type is used.",
    bodies,
    success: {
      201: answer(order, "Every item is finished.", example),
      202: answer(order, "At least one item is open. The platform finishes it by itself.", {
        ...example,
        status: "processing",
      }),
    },
  },
  quoteOrder: {
    summary: "Quote an order",
    description:
      "Prices an order and names what would refuse it, as things are now. It takes the body of `POST /v1/orders` and writes, " +
      "holds and buys nothing. With `criteria`, the quote shows the numbers that the order would pick.",
    bodies,
    success: { 200: answer(orderQuote, "The order's cost and obstacles.", exampleQuote) },
  },
  listOrders: {
    summary: "List orders",
    description: "Your orders with their items, newest first.",
    success: { 200: answer(pageOf(order, "OrderPage"), "A page of orders.", pageBody([example], null)) },
  },
  getOrder: {
    summary: "Get an order",
    description: "One order with its items as they are now.",
    success: { 200: answer(order, "The order.", example) },
  },
  cancelOrder: {
    summary: "Cancel an order",
    description:
      "Cancels the queued items of a large order. Items that are being bought go on, and numbers that were bought stay yours. " +
      "Repeating it changes nothing.",
    success: { 200: answer(order, "The order with its canceled items.", example) },
  },
  restorePhoneNumber: {
    summary: "Restore a released number",
    description:
      "Buys back a number that you released less than 10 days ago (`cooling_off`). It keeps its id, name, tags and history, and " +
      "is bought with the address and bundle that it had. The answer is 202 if Twilio has not confirmed the purchase yet, also to a request " +
      "that finds another restoration under way, and 409 `number_unavailable` if Twilio has sold the number to another customer.",
    success: {
      200: answer(phoneNumberResource, "The number, active again.", exampleNumber),
      202: answer(
        phoneNumberResource,
        "Twilio has not confirmed this yet. The platform finishes the purchase by itself.",
        { ...exampleNumber, status: "cooling_off" },
      ),
    },
  },
});
