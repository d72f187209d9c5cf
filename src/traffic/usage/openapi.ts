import { pageBody } from "#kernel/http/http";
import { answer, describe, pageOf } from "#kernel/http/openapi";
import { numberUsage, refusal, usageGroup } from "./responses";
import type { UsageOperations } from "./routes";
import { MAX_DAYS } from "./wire";

const numberId = "num_01k9m8x3zt5v7w9y2a4c6e8g0j";

const exampleCounts = { calls: 12, answered_calls: 11, seconds: 1463, minutes: 31, messages_in: 4, messages_out: 0 };

export const usageDocs = describe<UsageOperations>("Usage", {
  listUsage: {
    summary: "Add up calls and messages",
    description:
      `What your numbers did in a period of up to ${MAX_DAYS} days, by number, agent or day; only what did something is there. ` +
      "A call counts on the day (UTC) it began, once it is over. Days are kept for 1,100 days unless the deployment says " +
      "otherwise, longer than the calls themselves.",
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
    description: "What one number did on each day of a period, and in all.",
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
  listWebhookRefusals: {
    summary: "List webhooks that were turned away",
    description:
      "How many requests to your numbers' webhook URLs were turned away each day (UTC), the newest first: they were not " +
      "signed by the carrier, or replayed. Kept as long as calls are.",
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
