import { pageBody } from "#kernel/http/http";
import { answer, describe, pageOf, pageWith } from "#kernel/http/openapi";
import { costMeta, numberUsage, refusal, usageCost, usageGroup } from "./responses";
import type { UsageOperations } from "./routes";
import { MAX_DAYS } from "./wire";

const numberId = "num_01k9m8x3zt5v7w9y2a4c6e8g0j";

const exampleCounts = { calls: 12, answered_calls: 11, seconds: 1463, minutes: 31, messages_in: 4, messages_out: 0 };

const exampleCost = {
  numbers: 2,
  monthly_cost: [{ amount: "2.30", currency: "USD" }],
  numbers_without_price: 0,
  numbers_not_billed: 0,
};

export const usageDocs = describe<UsageOperations>("Usage", {
  listUsage: {
    summary: "Add up calls and messages",
    description:
      `Returns the sums of your numbers' calls and messages in a period of up to ${MAX_DAYS} days, by number, agent ` +
      "or day. Numbers, agents and days without calls and messages are left out. A call counts after its end, on the " +
      "day (UTC) on which it began. Usage is kept for 1,100 days, longer than calls, unless the deployment configures " +
      "another time.",
    success: {
      200: answer(
        pageOf(usageGroup, "UsagePage"),
        "A page of sums.",
        pageBody([{ day: "2026-11-22", ...exampleCounts }], null),
      ),
    },
  },
  getPhoneNumberUsage: {
    summary: "Add up one number's calls and messages",
    description: "The sums of one number's calls and messages, for each day of a period and in total.",
    success: {
      200: answer(numberUsage, "The number's usage.", {
        phone_number_id: numberId,
        from: "2026-11-01",
        to: "2026-11-22",
        total: exampleCounts,
        days: [{ day: "2026-11-22", ...exampleCounts }],
      }),
    },
  },
  listUsageCosts: {
    summary: "Add up monthly costs",
    description:
      "Twilio's monthly prices of your numbers, by number or country, and their total. Every number counts that Twilio bills: active, " +
      "suspended and being released. A lost number counts until you release it, because it returns by itself when Twilio has it again. " +
      "The price is the one at which the number was bought. Numbers without a known price are counted apart.",
    success: {
      200: answer(pageWith(usageCost, "UsageCostPage", { meta: costMeta }), "A page of costs.", {
        ...pageBody([{ country: "US", ...exampleCost }], null),
        meta: { total: exampleCost },
      }),
    },
  },
  listWebhookRefusals: {
    summary: "List rejected webhooks",
    description:
      "Requests to your numbers' webhook URLs that were rejected each day (UTC), the newest day first: Twilio had " +
      "not signed them, or they were replays. Kept as long as calls are.",
    success: {
      200: answer(
        pageOf(refusal, "WebhookRefusalPage"),
        "A page of counts.",
        pageBody(
          [
            {
              day: "2026-11-22",
              phone_number_id: numberId,
              unsigned: 3,
              wrong_signature: 1,
              replayed: 0,
              last_at: "2026-11-22T10:00:00.000Z",
            },
          ],
          null,
        ),
      ),
    },
  },
});
