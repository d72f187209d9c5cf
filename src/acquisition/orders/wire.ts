import { z } from "@hono/zod-openapi";
import { documentFields, numberNeeds, toNeeds } from "#acquisition/regulatory/wire";
import { checkPlace, placeFields } from "#acquisition/search/wire";
import { routingPlan, toPlan } from "#inventory/routing/wire";
import { type ProblemCode, problemCatalogue } from "#kernel/http/problem";
import { friendlyName, metadata, money, orNull, phoneNumber, tags } from "#kernel/http/wire";
import { capabilityNames } from "#kernel/ports/carrier";
import type { NumberConfiguration } from "#kernel/ports/number-object";
import { isAmount } from "#kernel/values/money";
import { agentsIn } from "#kernel/values/routing-plan";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import { failureDetails } from "./failure-details";
import {
  countItems,
  estimateCompletion,
  isOpenItem,
  orderItemStatuses,
  orderStatus,
  orderStatuses,
} from "./order-status";
import type { OrderWithItems } from "./queries";
import type { Quote } from "./quote-order";
import type { ItemRow } from "./table";

/** As many are bought while the caller waits; the numbers of larger orders go through the queue. */
export const MAX_ITEMS_IN_REQUEST = 10;
export const MAX_ITEMS = 1_000;

const newItem = z.strictObject({
  phone_number: phoneNumber,
  reservation_id: z
    .string()
    .max(64)
    .optional()
    .openapi({ description: "Buy only under this reservation. Without it, your hold is used if you have one." }),
});

export const MAX_QUANTITY = 500;

const criteria = z
  .strictObject({
    ...placeFields,
    capabilities: z.array(z.enum(capabilityNames)).max(4).optional(),
    quantity: z.int().min(1).max(MAX_QUANTITY),
    strategy: z.enum(["best_effort", "all_or_nothing"]).default("best_effort").openapi({
      description:
        "What to do when there are fewer: buy those (`best_effort`), or hold and buy none (`all_or_nothing`).",
    }),
  })
  .superRefine(checkPlace)
  .openapi("OrderCriteria");

export type Criteria = z.output<typeof criteria>;

export const newOrder = z
  .strictObject({
    items: z.array(newItem).min(1).max(MAX_ITEMS).optional(),
    criteria: criteria.optional().openapi({
      description: "Instead of `items`: any numbers that fit. They are picked and held before anything is bought.",
    }),
    configuration: z
      .strictObject({
        friendly_name: friendlyName.optional(),
        tags: tags.optional(),
        metadata: metadata.optional(),
        agent_id: z.string().max(64).optional().openapi({ description: "The agent that the numbers are assigned to." }),
        routing: routingPlan.optional().openapi({ description: "The numbers' routing plan." }),
        ...documentFields,
      })
      .optional()
      .openapi({
        description:
          "What the numbers are like from their first moment, and with what they are bought: without `address_sid` or " +
          "`bundle_sid`, your default for the country and type.",
      }),
    max_monthly_cost: z
      .strictObject({
        amount: z.string().refine(isAmount, "Must be a decimal like 25 or 25.50."),
        currency: z.string().regex(/^[A-Z]{3}$/, "Must be an ISO 4217 code in capitals, like USD."),
      })
      .optional()
      .openapi({
        description: "Refuse the order, and buy nothing, if its numbers cost more than this a month together.",
      }),
  })
  .superRefine(({ items, criteria }, check) => {
    if ((items === undefined) === (criteria === undefined)) {
      check.addIssue({ code: "custom", path: ["items"], message: "Give either items or criteria." });
    }
    const seen = new Set<string>();
    for (const [index, { phone_number }] of (items ?? []).entries()) {
      if (seen.has(phone_number)) {
        check.addIssue({
          code: "custom",
          path: ["items", index, "phone_number"],
          message: `${phone_number} is in the order twice.`,
        });
      }
      seen.add(phone_number);
    }
  })
  .openapi("NewOrder");

export const orderItem = z
  .object({
    id: z.string(),
    phone_number: z.string(),
    status: z.enum(orderItemStatuses),
    phone_number_id: z.string().nullable().openapi({ description: "The number in your inventory, once it is bought." }),
    reservation_id: z.string().nullable().openapi({ description: "The reservation that the order named." }),
    monthly_price: orNull(money),
    address_sid: z.string().nullable().openapi({ description: "The address that it is bought with, if any." }),
    bundle_sid: z.string().nullable().openapi({ description: "The bundle that it is bought with, if any." }),
    error: z
      .object({
        code: z.string().openapi({ description: "One of the API's problem codes, or `conflict`." }),
        detail: z.string().openapi({ description: "What that means, and what to do about it." }),
        carrier_code: z.int().nullable(),
        retryable: z.boolean().openapi({ description: "Whether ordering the same number again may work." }),
        alternatives: z
          .array(z.string())
          .optional()
          .openapi({ description: "Similar numbers that are for sale now, when the number itself no longer is." }),
      })
      .nullable(),
  })
  .openapi("OrderItem");

export const order = z
  .object({
    id: z.string(),
    status: z
      .enum(orderStatuses)
      .openapi({ description: "Follows from the items; see there for what became of each." }),
    item_counts: z
      .object({
        queued: z.int(),
        purchasing: z.int(),
        unknown: z.int(),
        completed: z.int(),
        failed: z.int(),
        cancelled: z.int(),
      })
      .openapi({ description: "How many items are in which state." }),
    estimated_completion_at: z.iso
      .datetime()
      .nullable()
      .openapi({ description: "While items are open: when the last should be settled, at the pace so far." }),
    items: z.array(orderItem),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi("Order");

export type OrderWire = z.infer<typeof order>;

export const toConfiguration = (asked: z.output<typeof newOrder>["configuration"]): NumberConfiguration => ({
  friendlyName: asked?.friendly_name ?? null,
  tags: asked?.tags ?? [],
  metadata: asked?.metadata ?? {},
  agentId: asked?.agent_id ?? null,
  routing: asked?.routing ? toPlan(asked.routing) : null,
});

/** Every agent that an order's numbers are to be set up with. */
export const agentsWanted = (asked: z.output<typeof newOrder>["configuration"]): string[] => {
  const { agentId, routing } = toConfiguration(asked);
  return [...new Set([...(agentId ? [agentId] : []), ...(routing ? agentsIn(routing) : [])])];
};

const toItem = (row: ItemRow): z.infer<typeof orderItem> => ({
  id: row.id,
  phone_number: row.e164,
  status: row.status,
  phone_number_id: row.status === "completed" ? row.phoneNumberId : null,
  reservation_id: row.reservationId,
  monthly_price: row.priceAmount && row.priceCurrency ? { amount: row.priceAmount, currency: row.priceCurrency } : null,
  address_sid: row.addressSid,
  bundle_sid: row.bundleSid,
  error: row.errorCode && {
    code: row.errorCode,
    detail: failureDetails[row.errorCode],
    carrier_code: row.carrierCode,
    retryable: row.retryable ?? false,
  },
});

export const toOrder = ({ order, items }: OrderWithItems, now: number): OrderWire => ({
  id: order.id,
  status: orderStatus(items, now),
  item_counts: countItems(items),
  estimated_completion_at: isoTimeOrNull(estimateCompletion(items, now)),
  items: items.map(toItem),
  created_at: isoTime(order.createdAt),
  updated_at: isoTime(items.reduce((latest, { updatedAt }) => Math.max(latest, updatedAt), order.createdAt)),
});

/** 201 once nothing is left to happen, 202 before. */
export const orderHttpStatus = ({ items }: { items: readonly Pick<ItemRow, "status">[] }): 201 | 202 =>
  items.some(isOpenItem) ? 202 : 201;

const problemCodes = Object.keys(problemCatalogue).filter((code): code is ProblemCode => code in problemCatalogue);

export const orderQuote = z
  .object({
    monthly_cost: z
      .array(money)
      .openapi({ description: "What the numbers cost a month together, per currency, as far as prices are known." }),
    would_succeed: z.boolean().openapi({ description: "Whether nothing is known that would refuse an item." }),
    carrier_checked: z.boolean().openapi({
      description: "Whether the carrier was asked about each number; it is for orders of up to 10, and by criteria.",
    }),
    items: z.array(
      z.object({
        phone_number: z.string(),
        monthly_price: orNull(money),
        requirements: numberNeeds,
        address_sid: z.string().nullable().openapi({ description: "The address that it would be bought with." }),
        bundle_sid: z.string().nullable().openapi({ description: "The bundle that it would be bought with." }),
        obstacles: z
          .array(z.object({ code: z.enum(problemCodes), detail: z.string() }))
          .openapi({ description: "What would refuse the item as things stand now." }),
      }),
    ),
  })
  .openapi("OrderQuote");

export const toQuote = ({ items, monthlyCost, carrierAsked }: Quote): z.infer<typeof orderQuote> => ({
  monthly_cost: [...monthlyCost],
  would_succeed: items.every(({ obstacles }) => obstacles.length === 0),
  carrier_checked: carrierAsked,
  items: items.map(({ e164, monthlyPrice, needs, documents, obstacles }) => ({
    phone_number: e164,
    monthly_price: monthlyPrice,
    requirements: toNeeds(needs),
    address_sid: documents.addressSid,
    bundle_sid: documents.bundleSid,
    obstacles: [...obstacles],
  })),
});
