import { z } from "#kernel/http/schema";
import { money, orNull, scope } from "#kernel/http/wire";
import { apiKey, tenant } from "#tenants/responses";

const accountUsage = z
  .object({
    numbers: z.int().openapi({
      description: "Numbers that count against `number_limit`: yours, and those that orders under way may still buy.",
    }),
    monthly_cost: z
      .array(money())
      .openapi({ description: "The monthly cost of these numbers: one sum for each currency." }),
    numbers_without_price: z
      .int()
      .openapi({ description: "How many of these numbers have no known price. They are not in `monthly_cost`." }),
    numbers_not_billed: z.int().openapi({
      description:
        "How many of these numbers you have elsewhere, in your own Twilio account or behind a SIP trunk. The platform bills nothing for them.",
    }),
  })
  .openapi("AccountUsage");

export const me = z
  .object({
    tenant,
    api_key: orNull(apiKey).openapi({ description: "The key of this request; null for the admin token." }),
    scopes: z.array(scope()).openapi({ description: "The operations that this request may call." }),
    usage: accountUsage.openapi({ description: "The tenant's use of its caps." }),
  })
  .openapi("Me");

export type Me = z.output<typeof me>;
