import { numberNeeds } from "#acquisition/regulatory/responses";
import { z } from "#kernel/http/schema";
import { failure, money, orNull } from "#kernel/http/wire";
import { itemFailures } from "./failure-details";
import { orderItemStatuses, orderStatuses } from "./order-status";

const orderItemError = z
  .object({
    code: z.enum(itemFailures).openapi("OrderItemErrorCode", { description: "The stable name of the failure." }),
    detail: z.string().openapi({ description: "The reason in words, and how to solve it." }),
    carrier_code: z
      .int()
      .nullable()
      .openapi({ description: "Twilio's error code (https://www.twilio.com/docs/api/errors); null without one." }),
    retryable: z.boolean().openapi({ description: "Whether ordering the same number again may succeed." }),
    alternatives: z.array(z.string()).optional().openapi({
      description: "In the response that places the order: similar numbers for sale, if this one no longer is.",
    }),
  })
  .openapi("OrderItemError");

export const orderItem = z
  .object({
    id: z.string().openapi({ description: "The item's id." }),
    phone_number: z.string().openapi({ description: "The ordered number in E.164 form." }),
    status: z.enum(orderItemStatuses).openapi({
      description:
        "`queued`: not started yet. `purchasing`: Twilio is being asked. `unknown`: Twilio did not answer, so its inventory is " +
        "read until it shows whether the number was bought. `completed`: bought. `failed`: not bought; see `error`. " +
        "`canceled`: you canceled the order before the item started.",
    }),
    phone_number_id: z
      .string()
      .nullable()
      .openapi({ description: "The id of the number in your inventory, once it is bought; null before." }),
    reservation_id: z.string().nullable().openapi({ description: "The reservation that the order named, if any." }),
    monthly_price: orNull(money()).openapi({
      description: "Twilio's monthly price when the order was placed; null if it was not known.",
    }),
    address_sid: z
      .string()
      .nullable()
      .openapi({ description: "Twilio's id of the address that the number is bought with; null for none." }),
    bundle_sid: z
      .string()
      .nullable()
      .openapi({ description: "Twilio's id of the regulatory bundle that the number is bought with; null for none." }),
    error: orNull(orderItemError).openapi({ description: "Why the item failed; null unless `status` is `failed`." }),
  })
  .openapi("OrderItem");

export const order = z
  .object({
    id: z.string().openapi({ description: "The order's id." }),
    status: z.enum(orderStatuses).openapi({
      description:
        "Follows from the items. `pending`: all are queued. `processing`: some are open. `needs_attention`: one is open and has " +
        "not changed for 15 minutes. `completed`, `canceled`: all items are. `partial`: none is open, and some are completed. " +
        "`failed`: none is open or completed.",
    }),
    item_counts: z
      .object({
        queued: z.int().openapi({ description: "Items that have not started." }),
        purchasing: z.int().openapi({ description: "Items that are being bought." }),
        unknown: z.int().openapi({ description: "Items whose purchase Twilio has not confirmed yet." }),
        completed: z.int().openapi({ description: "Items whose number was bought." }),
        failed: z.int().openapi({ description: "Items whose number was not bought." }),
        canceled: z.int().openapi({ description: "Items that were canceled before they started." }),
      })
      .openapi({ description: "The number of items in each state." }),
    estimated_completion_at: z.iso.datetime().nullable().openapi({
      description:
        "When the last item should finish at the speed so far. Null if no item is open, or if none has finished yet.",
    }),
    items: z.array(orderItem).openapi({ description: "The ordered numbers, in the order of the request." }),
    created_at: z.iso.datetime().openapi({ description: "When the order was placed." }),
    updated_at: z.iso.datetime().openapi({ description: "When one of the items changed last." }),
  })
  .openapi("Order");

export type Order = z.output<typeof order>;

export const orderQuote = z
  .object({
    monthly_cost: z
      .array(money())
      .openapi({ description: "The monthly cost of all numbers with a known price: one sum for each currency." }),
    would_succeed: z.boolean().openapi({ description: "Whether neither the order nor an item has an obstacle." }),
    obstacles: z.array(failure()).openapi({
      description:
        "Reasons why the order would be refused as a whole, and buy nothing: the tenant's caps, the order's own " +
        "`max_monthly_cost`, too few numbers for its `criteria`. Empty if it would be placed.",
    }),
    carrier_checked: z.boolean().openapi({
      description:
        "Whether Twilio was asked about each number: for orders of up to 10 numbers, and for orders by `criteria`.",
    }),
    items: z
      .array(
        z.object({
          phone_number: z.string().openapi({ description: "The number in E.164 form." }),
          monthly_price: orNull(money()).openapi({ description: "Twilio's monthly price; null if it is not known." }),
          requirements: numberNeeds,
          address_sid: z.string().nullable().openapi({
            description: "Twilio's id of the address that the number would be bought with; null for none.",
          }),
          bundle_sid: z
            .string()
            .nullable()
            .openapi({ description: "Twilio's id of the bundle that the number would be bought with; null for none." }),
          obstacles: z
            .array(failure())
            .openapi({ description: "Reasons why the item would be refused now; empty if it would be bought." }),
        }),
      )
      .openapi({ description: "The numbers of the order." }),
  })
  .openapi("OrderQuote");

export type OrderQuote = z.output<typeof orderQuote>;
