import { z } from "#kernel/http/schema";
import { capabilities, money, orNull } from "#kernel/http/wire";
import { numberTypes } from "#kernel/ports/carrier";
import { acquisitionMethods, numberStatuses } from "./lifecycle";

export const phoneNumberResource = z
  .object({
    id: z.string(),
    phone_number: z.string(),
    country: z.string().openapi({ description: "ISO 3166-1 alpha-2." }),
    type: z.enum(numberTypes),
    capabilities: capabilities(),
    monthly_price: orNull(money()).openapi({
      description: "The price at the time of purchase; null if it was unknown.",
    }),
    status: z.enum(numberStatuses),
    acquisition_method: z.enum(acquisitionMethods),
    agent_id: z
      .string()
      .nullable()
      .openapi({ description: "The agent that answers its calls; null without an assignment." }),
    sms_forward_to: z
      .string()
      .nullable()
      .openapi({ description: "Where its incoming messages are forwarded; null if they are only recorded." }),
    friendly_name: z.string(),
    tags: z.array(z.string()),
    metadata: z.record(z.string(), z.string()),
    deletion_lock: z.boolean().openapi({ description: "While true, the number cannot be released." }),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    released_at: z.iso.datetime().nullable().openapi({ description: "When Twilio confirmed the release." }),
    cooling_off_until: z.iso.datetime().nullable(),
  })
  .openapi("PhoneNumber");

export type PhoneNumberResource = z.output<typeof phoneNumberResource>;

/** Facts about the whole inventory, beside each page of a list. */
export const inventoryMeta = z.object({
  offline_count: z.int().openapi({
    description: "The count of all your numbers that callers do not reach; `ready=false` lists them.",
  }),
});

export type InventoryMeta = z.output<typeof inventoryMeta>;
