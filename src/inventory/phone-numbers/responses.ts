import { z } from "#kernel/http/schema";
import { capabilities, money, orNull } from "#kernel/http/wire";
import { numberTypes } from "#kernel/ports/carrier";
import { acquisitionMethods, type NumberStatus, numberStatuses, ownerships } from "./lifecycle";

export const phoneNumberResource = z
  .object({
    id: z.string(),
    phone_number: z.string(),
    country: z.string().openapi({ description: "ISO 3166-1 alpha-2." }),
    type: z.enum(numberTypes),
    capabilities: capabilities(),
    monthly_price: orNull(money()).openapi({
      description:
        "The price at the time of purchase; null if it was unknown, and for numbers that you do not buy from the platform.",
    }),
    status: z.enum(numberStatuses),
    acquisition_method: z.enum(acquisitionMethods),
    carrier_account_id: z
      .string()
      .nullable()
      .openapi({ description: "Your carrier account that has the number; null for the platform's account." }),
    sip_trunk_id: z
      .string()
      .nullable()
      .openapi({ description: "Your SIP trunk over which its calls come; null without one." }),
    ownership: z.enum(ownerships).openapi("PhoneNumberOwnership", {
      description: "Whether it is known that the number is yours. A number of a trunk is proved by its first call.",
    }),
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
    port_out_lock: z.boolean().openapi({
      description: "Whether you want the number never to be ported to another carrier. See `port_out_lock_supported`.",
    }),
    port_out_lock_supported: z.boolean().openapi({
      description:
        "Whether the number's carrier can apply the lock. No carrier can so far: the lock is then kept as a wish, and a number that " +
        "is ported out all the same opens the finding `number_ported_out`.",
    }),
    port_out_lock_detail: z.string().openapi({ description: "Why the lock is not applied, and what you can do." }),
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

const countOf = (description: string) => z.int().min(0).openapi({ description });

export const numberCounts = z
  .object({
    total: countOf("All numbers, in every status."),
    by_status: z
      .object({
        active: countOf("Numbers in service."),
        suspended: countOf("Numbers that answer no calls, by your wish."),
        releasing: countOf("Numbers that are being given back."),
        cooling_off: countOf("Numbers that were given back and can be restored."),
        released: countOf("Numbers that are gone for good."),
        lost: countOf("Numbers that the carrier no longer has."),
      } satisfies Record<NumberStatus, unknown>)
      .openapi({ description: "The numbers of each status." }),
    by_readiness: z
      .object({
        ready: countOf("Numbers that callers reach."),
        not_ready: countOf("Numbers that callers do not reach; `ready=false` lists them."),
        unknown: countOf("Numbers that are released or being released, or not evaluated yet."),
      })
      .openapi({ description: "The numbers by whether callers reach them." }),
  })
  .openapi("PhoneNumberCounts");

export type NumberCounts = z.output<typeof numberCounts>;

export type InventoryMeta = z.output<typeof inventoryMeta>;
