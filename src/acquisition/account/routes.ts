import { ctxOf } from "#kernel/http/http";
import { anyKey, json, operation } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import type { Me } from "./responses";
import { whoAmI } from "./who-am-i";

const me = operation({
  id: "whoAmI",
  method: "get",
  path: "/v1/me",
  access: anyKey,
  whileInactive: true,
  success: { 200: json<Me>() },
});

export type AccountOperations = typeof me;

export const accountRoutes = createRouter().operation(me, async (c) => c.json(await whoAmI(ctxOf(c)), 200));
