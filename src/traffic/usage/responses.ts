import { z } from "#kernel/http/schema";
import { money } from "#kernel/http/wire";
import { day } from "./wire";

const counts = z.object({
  calls: z.int().openapi({ description: "Calls that have ended." }),
  answered_calls: z.int().openapi({
    description:
      "Answered calls. With `group_by=agent`, calls that the agent answered; a call that a fallback or the platform's announcement answered counts, with its seconds, where `agent_id` is null.",
  }),
  seconds: z.int().openapi({ description: "Duration of the calls, from the answer to the end." }),
  minutes: z.int().openapi({ description: "Begun minutes, as Twilio bills them: each call is rounded up." }),
  messages_in: z.int(),
  messages_out: z.int(),
});

export const usageGroup = counts
  .extend({
    phone_number_id: z.string().optional().openapi({ description: "With `group_by=number`." }),
    agent_id: z
      .string()
      .nullable()
      .optional()
      .openapi({ description: "With `group_by=agent`. Null for calls that no agent answered, and for messages." }),
    day: day().optional().openapi({ description: "With `group_by=day`; UTC." }),
  })
  .openapi("Usage");

export type UsageGroup = z.output<typeof usageGroup>;

export const numberUsage = z
  .object({
    phone_number_id: z.string(),
    from: day(),
    to: day(),
    total: counts,
    days: z
      .array(counts.extend({ day: day() }))
      .openapi({ description: "Days without calls and messages are left out." }),
  })
  .openapi("PhoneNumberUsage");

export type NumberUsage = z.output<typeof numberUsage>;

export const cost = z.object({
  numbers: z.int().openapi({ description: "How many numbers these are." }),
  monthly_cost: z
    .array(money())
    .openapi({ description: "Twilio's monthly price of these numbers: one sum for each currency." }),
  numbers_without_price: z
    .int()
    .openapi({ description: "How many of them have no known price. They are not in `monthly_cost`." }),
  numbers_not_billed: z.int().openapi({
    description: "How many of them you have elsewhere, in your own Twilio account or behind a SIP trunk.",
  }),
});

export const usageCost = cost
  .extend({
    phone_number_id: z.string().optional().openapi({ description: "With `group_by=number`." }),
    phone_number: z.string().optional().openapi({ description: "With `group_by=number`; in E.164 form." }),
    country: z.string().openapi({ description: "The country of the numbers as ISO 3166-1 alpha-2 code." }),
  })
  .openapi("UsageCost");

export type UsageCost = z.output<typeof usageCost>;

export const costMeta = z
  .object({ total: cost.openapi({ description: "The cost of all numbers of the tenant, on every page." }) })
  .openapi("UsageCostMeta");

export type UsageCostMeta = z.output<typeof costMeta>;

export const refusal = z
  .object({
    day: day(),
    phone_number_id: z.string(),
    unsigned: z.int(),
    wrong_signature: z.int().openapi({ description: "Signed with another auth token, or for another URL or body." }),
    replayed: z.int().openapi({
      description: "Correctly signed, but the same request was accepted before, too long ago for a retry.",
    }),
    last_at: z.iso.datetime(),
  })
  .openapi("WebhookRefusals");

export type Refusal = z.output<typeof refusal>;
