import { ctxOf } from "#kernel/http/http";
import { json, needs, operation } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { getReadiness } from "./get-readiness";
import type { Readiness } from "./responses";
import { toReadiness } from "./wire";

const get = operation({
  id: "getPhoneNumberReadiness",
  method: "get",
  path: "/v1/phone-numbers/{phone_number_id}/readiness",
  access: needs("numbers:read"),
  success: { 200: json<Readiness>() },
});

export type ReadinessOperations = typeof get;

export const readinessRoutes = createRouter().operation(get, async (c) => {
  const ctx = ctxOf(c);
  return c.json(toReadiness(await getReadiness(ctx, c.req.valid("param").phone_number_id), ctx.now), 200);
});
