import { ctxOf } from "#kernel/http/http";
import { json, needs, operation } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { placeTestCall } from "./place-test-call";
import type { TestCallAnswer } from "./responses";
import { newTestCall, toTestCall } from "./wire";

const place = operation({
  id: "placeTestCall",
  method: "post",
  path: "/v1/phone-numbers/{phone_number_id}/test-call",
  access: needs("numbers:write"),
  body: newTestCall,
  success: { 200: json<TestCallAnswer>() },
  failures: ["test_call_unavailable", "carrier_unavailable"],
});

export type TestCallOperations = typeof place;

export const testCallRoutes = createRouter().operation(place, async (c) => {
  const { from } = c.req.valid("json");
  return c.json(toTestCall(await placeTestCall(ctxOf(c), c.req.valid("param").phone_number_id, from)), 200);
});
