import { ctxOf } from "#kernel/http/http";
import { json, needsOrOperator, operation } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { allowedDates } from "../rules/allowed-dates";
import { numberTypesOf } from "./number-groups";
import { requireRequestWithFacts } from "./queries";
import type { PortingAllowedDates } from "./responses";

const dates = operation({
  id: "listPortingAllowedDates",
  method: "get",
  path: "/v1/porting-requests/{porting_request_id}/allowed-dates",
  access: needsOrOperator("porting:read"),
  success: { 200: json<PortingAllowedDates>() },
});

export type AllowedDateOperations = typeof dates;

export const allowedDateRoutes = createRouter().operation(dates, async (c) => {
  const ctx = ctxOf(c);
  const { groups } = await requireRequestWithFacts(ctx, c.req.valid("param").porting_request_id);
  const countries = numberTypesOf(groups).map(({ country }) => country);
  return c.json({ dates: allowedDates({ countries, now: ctx.now }) }, 200);
});
