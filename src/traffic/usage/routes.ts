import { createRoute, z } from "@hono/zod-openapi";
import { bearer, createRouter, ctxOf, failures, json, pageBody, pageOf, pageQuery } from "#kernel/http/http";
import { invalidField } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { groupings, listRefusals, listUsage, type UsagePeriod, usageOfNumber } from "./queries";
import {
  MAX_DAYS,
  numberUsage,
  periodFields,
  periodOf,
  refusal,
  toNumberUsage,
  toRefusal,
  toUsageGroup,
  usageGroup,
} from "./wire";

const numberId = "num_01k9m8x3zt5v7w9y2a4c6e8g0j";
const exampleCounts = { calls: 12, answered_calls: 11, seconds: 1463, minutes: 31, messages_in: 4, messages_out: 0 };
const common = { security: bearer, tags: ["Usage"] };

const list = createRoute({
  ...common,
  method: "get",
  path: "/v1/usage",
  operationId: "listUsage",
  summary: "Add up calls and messages",
  description:
    `What your numbers did in a period of up to ${MAX_DAYS} days, by number, agent or day; only what did something is there. ` +
    "A call counts on the day (UTC) it began, once it is over. Days are kept for 1,100 days unless the deployment says " +
    "otherwise, longer than the calls themselves. Needs `numbers:read`.",
  request: {
    query: z.strictObject({
      ...pageQuery(),
      ...periodFields,
      group_by: z
        .enum(groupings)
        .default("day")
        .openapi({ description: "What to add up by: each row is a number, an agent or a day." }),
    }),
  },
  responses: {
    200: json(
      pageOf(usageGroup, "UsagePage"),
      "A page of sums.",
      pageBody([{ day: "2026-11-22", ...exampleCounts }], null),
    ),
    ...failures("invalid_cursor"),
  },
});

const ofNumber = createRoute({
  ...common,
  method: "get",
  path: "/v1/phone-numbers/{phone_number_id}/usage",
  operationId: "getPhoneNumberUsage",
  summary: "Add up one number's calls and messages",
  description: "What one number did on each day of a period, and in all. Needs `numbers:read`.",
  request: {
    params: z.object({
      phone_number_id: z.string().openapi({
        param: { name: "phone_number_id", in: "path" },
        description: "The number's id, or the number itself in E.164 form.",
        example: numberId,
      }),
    }),
    query: z.strictObject(periodFields),
  },
  responses: {
    200: json(numberUsage, "The number's usage.", {
      phone_number_id: numberId,
      from: "2026-11-01",
      to: "2026-11-22",
      total: exampleCounts,
      days: [{ day: "2026-11-22", ...exampleCounts }],
    }),
    ...failures("not_found"),
  },
});

const refusals = createRoute({
  ...common,
  method: "get",
  path: "/v1/webhook-refusals",
  operationId: "listWebhookRefusals",
  summary: "List webhooks that were turned away",
  description:
    "How many requests to your numbers' webhook URLs were turned away each day (UTC), the newest first: they were not " +
    "signed by the carrier, or replayed. Kept as long as calls are. Needs `numbers:read`.",
  request: { query: z.strictObject(pageQuery()) },
  responses: {
    200: json(
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
    ...failures("invalid_cursor"),
  },
});

function requirePeriod(ctx: Context, query: Parameters<typeof periodOf>[0]): UsagePeriod {
  const period = periodOf(query, ctx.now);
  if (typeof period === "string") throw invalidField("query", "/from", period);
  return period;
}

export const usageRoutes = createRouter()
  .openapi(list, async (c) => {
    const query = c.req.valid("query");
    const page = await listUsage(ctxOf(c), { ...query, ...requirePeriod(ctxOf(c), query) });
    const data = page.rows.map((group) => toUsageGroup(query.group_by, group));
    return c.json(pageBody(data, page.nextCursor), 200);
  })
  .openapi(ofNumber, async (c) => {
    const period = requirePeriod(ctxOf(c), c.req.valid("query"));
    const usage = await usageOfNumber(ctxOf(c), c.req.valid("param").phone_number_id, period);
    return c.json(toNumberUsage(period, usage), 200);
  })
  .openapi(refusals, async (c) => {
    const page = await listRefusals(ctxOf(c), c.req.valid("query"));
    return c.json(pageBody(page.rows.map(toRefusal), page.nextCursor), 200);
  });
