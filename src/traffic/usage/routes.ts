import { ctxOf, pageQuery } from "#kernel/http/http";
import { listPage } from "#kernel/http/list-cursor";
import { json, needs, operation, page } from "#kernel/http/operation";
import { invalidField } from "#kernel/http/problem";
import { createRouter } from "#kernel/http/router";
import { z } from "#kernel/http/schema";
import type { Context } from "#kernel/ports/context";
import { costGroupings, listCosts } from "./costs";
import { groupings, listRefusals, listUsage, type UsagePeriod, usageOfNumber } from "./queries";
import type { NumberUsage, Refusal, UsageCost, UsageCostMeta, UsageGroup } from "./responses";
import { periodFields, periodOf, toCostGroup, toCostMeta, toNumberUsage, toRefusal, toUsageGroup } from "./wire";

const list = operation({
  id: "listUsage",
  method: "get",
  path: "/v1/usage",
  access: needs("numbers:read"),
  query: () =>
    z.strictObject({
      ...pageQuery(),
      ...periodFields(),
      group_by: z
        .enum(groupings)
        .default("day")
        .openapi({ description: "Each row of the answer is a number, an agent or a day." }),
    }),
  success: { 200: page<UsageGroup>() },
});

const ofNumber = operation({
  id: "getPhoneNumberUsage",
  method: "get",
  path: "/v1/phone-numbers/{phone_number_id}/usage",
  access: needs("numbers:read"),
  query: () => z.strictObject(periodFields()),
  success: { 200: json<NumberUsage>() },
});

const costs = operation({
  id: "listUsageCosts",
  method: "get",
  path: "/v1/usage/costs",
  access: needs("numbers:read"),
  query: () =>
    z.strictObject({
      ...pageQuery(),
      group_by: z
        .enum(costGroupings)
        .default("number")
        .openapi({ description: "Each row of the answer is a number or a country." }),
    }),
  success: { 200: page<UsageCost, { meta: UsageCostMeta }>() },
});

const refusals = operation({
  id: "listWebhookRefusals",
  method: "get",
  path: "/v1/webhook-refusals",
  access: needs("numbers:read"),
  query: () => z.strictObject(pageQuery()),
  success: { 200: page<Refusal>() },
});

function requirePeriod(ctx: Context, query: Parameters<typeof periodOf>[0]): UsagePeriod {
  const period = periodOf(query, ctx.now);
  if (typeof period === "string") throw invalidField("query", "/from", period);
  return period;
}

export type UsageOperations = typeof list | typeof ofNumber | typeof costs | typeof refusals;

export const usageRoutes = createRouter()
  .operation(list, async (c) => {
    const query = c.req.valid("query");
    const page = await listUsage(ctxOf(c), { ...query, ...requirePeriod(ctxOf(c), query) });
    const data = page.rows.map((group) => toUsageGroup(query.group_by, group));
    return c.json(listPage(c, data, page.nextCursor), 200);
  })
  .operation(ofNumber, async (c) => {
    const period = requirePeriod(ctxOf(c), c.req.valid("query"));
    const usage = await usageOfNumber(ctxOf(c), c.req.valid("param").phone_number_id, period);
    return c.json(toNumberUsage(period, usage), 200);
  })
  .operation(costs, async (c) => {
    const { rows, nextCursor, total } = await listCosts(ctxOf(c), c.req.valid("query"));
    return c.json({ ...listPage(c, rows.map(toCostGroup), nextCursor), meta: toCostMeta(total) }, 200);
  })
  .operation(refusals, async (c) => {
    const page = await listRefusals(ctxOf(c), c.req.valid("query"));
    return c.json(listPage(c, page.rows.map(toRefusal), page.nextCursor), 200);
  });
