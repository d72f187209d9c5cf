import { documentFields, toNeeds } from "#acquisition/regulatory/wire";
import { checkPlace, placeFields } from "#acquisition/search/wire";
import { routingPlan, toPlan } from "#inventory/routing/wire";
import { lazily, z } from "#kernel/http/schema";
import { costLimit, friendlyName, idOf, metadata, phoneNumber, tags } from "#kernel/http/wire";
import { capabilityNames } from "#kernel/ports/carrier";
import type { NumberConfiguration } from "#kernel/ports/number-object";
import { moneyOf } from "#kernel/values/money";
import { agentsIn } from "#kernel/values/routing-plan";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import { failureDetails } from "./failure-details";
import { countItems, estimateCompletion, isOpenItem, orderStatus } from "./order-status";
import type { OrderWithItems } from "./queries";
import type { Quote } from "./quote-order";
import type { order, orderItem, orderQuote } from "./responses";
import type { ItemRow } from "./table";

export const MAX_ITEMS = 1_000;

const newItem = lazily(() =>
  z
    .strictObject({
      phone_number: phoneNumber(),
      reservation_id: idOf("reservation")
        .optional()
        .openapi({
          description:
            "Your reservation of the number. If it has ended, the item fails. Without this field your reservation is used if you " +
            "have one.",
        }),
    })
    .openapi("NewOrderItem"),
);

const MAX_QUANTITY = 500;

const criteria = lazily(() =>
  z
    .strictObject({
      ...placeFields(),
      capabilities: z
        .array(z.enum(capabilityNames))
        .max(4)
        .optional()
        .openapi({ description: "Capabilities that each number must have." }),
      quantity: z.int().min(1).max(MAX_QUANTITY).openapi({ description: "How many numbers to buy." }),
      strategy: z.enum(["best_effort", "all_or_nothing"]).default("best_effort").openapi({
        description:
          "If fewer numbers match: `best_effort` buys the ones that do, `all_or_nothing` buys none and refuses the order.",
      }),
    })
    .superRefine(checkPlace)
    .openapi("OrderCriteria"),
);

export type Criteria = z.output<ReturnType<typeof criteria>>;

export const newOrder = lazily(() =>
  z
    .strictObject({
      items: z
        .array(newItem())
        .min(1)
        .max(MAX_ITEMS)
        .optional()
        .openapi({ description: "The numbers to buy. Give either `items` or `criteria`." }),
      criteria: criteria().optional().openapi({
        description:
          "Instead of `items`: buy any numbers that match. All of them are picked and reserved before the first is bought.",
      }),
      configuration: z
        .strictObject({
          friendly_name: friendlyName().optional(),
          tags: tags().optional(),
          metadata: metadata().optional(),
          agent_id: idOf("agent").optional().openapi({ description: "The id of the agent that answers the numbers." }),
          routing: routingPlan().optional().openapi({ description: "The numbers' routing plan." }),
          ...documentFields(),
        })
        .openapi("NewOrderConfiguration")
        .optional()
        .openapi({
          description:
            "The settings of the numbers from their first moment, and the documents that they are bought with. Without " +
            "`address_sid` or `bundle_sid`, your default for the country and type is used.",
        }),
      max_monthly_cost: costLimit()
        .optional()
        .openapi({
          description:
            "The most that the order's numbers may cost a month in total. An order that costs more, or whose cost is not known, " +
            "is refused and buys nothing.",
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
    .openapi("NewOrder"),
);

export type OrderWire = z.infer<typeof order>;

export const toConfiguration = (
  asked: z.output<ReturnType<typeof newOrder>>["configuration"],
): NumberConfiguration => ({
  friendlyName: asked?.friendly_name ?? null,
  tags: asked?.tags ?? [],
  metadata: asked?.metadata ?? {},
  agentId: asked?.agent_id ?? null,
  routing: asked?.routing ? toPlan(asked.routing) : null,
});

/** The ids of all agents in an order's configuration. */
export const agentsWanted = (asked: z.output<ReturnType<typeof newOrder>>["configuration"]): string[] => {
  const { agentId, routing } = toConfiguration(asked);
  return [...new Set([...(agentId ? [agentId] : []), ...(routing ? agentsIn(routing) : [])])];
};

const toItem = (row: ItemRow): z.infer<typeof orderItem> => ({
  id: row.id,
  phone_number: row.e164,
  status: row.status,
  phone_number_id: row.status === "completed" || row.errorCode === "number_already_yours" ? row.phoneNumberId : null,
  reservation_id: row.reservationId,
  monthly_price: moneyOf(row.priceAmount, row.priceCurrency),
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

/** 201 if all items are finished, otherwise 202. */
export const orderHttpStatus = ({ items }: { items: readonly Pick<ItemRow, "status">[] }): 201 | 202 =>
  items.some(isOpenItem) ? 202 : 201;

export const toQuote = ({ items, obstacles, monthlyCost, carrierAsked }: Quote): z.infer<typeof orderQuote> => ({
  monthly_cost: [...monthlyCost],
  would_succeed: [{ obstacles }, ...items].every((one) => one.obstacles.length === 0),
  obstacles: [...obstacles],
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
