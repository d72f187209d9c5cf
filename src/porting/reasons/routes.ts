import { json, needsOrOperator, operation } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import type { PortingReasonList } from "./responses";
import { toReasonList } from "./wire";

const list = operation({
  id: "getPortingReasons",
  method: "get",
  path: "/v1/porting-reasons",
  access: needsOrOperator("porting:read"),
  success: { 200: json<PortingReasonList>() },
});

export type PortingReasonOperations = typeof list;

export const portingReasonRoutes = createRouter().operation(list, async (c) => c.json(toReasonList(), 200));
