import { ctxOf } from "#kernel/http/http";
import { json, needsOrOperator, operation } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { checkAgain } from "./check-again";
import type { PortingPreflight } from "./responses";

const check = operation({
  id: "checkPortingRequest",
  method: "post",
  path: "/v1/porting-requests/{porting_request_id}/preflight",
  access: needsOrOperator("porting:write"),
  success: { 200: json<PortingPreflight>() },
});

export type PreflightOperations = typeof check;

export const preflightRoutes = createRouter().operation(check, async (c) =>
  c.json(await checkAgain(ctxOf(c), c.req.valid("param").porting_request_id), 200),
);
