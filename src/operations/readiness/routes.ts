import { createRoute } from "@hono/zod-openapi";
import { exampleNumber, numberPath } from "#inventory/phone-numbers/example";
import { bearer, createRouter, ctxOf, failures, json } from "#kernel/http/http";
import { readinessOf } from "./read";
import { readiness, toReadiness } from "./wire";

const at = "2026-11-22T10:00:00.000Z";

const get = createRoute({
  security: bearer,
  tags: ["Phone numbers"],
  method: "get",
  path: "/v1/phone-numbers/{phone_number_id}/readiness",
  operationId: "getPhoneNumberReadiness",
  summary: "Tell whether callers reach a phone number",
  description:
    "Whether the number works, and everything that is wrong with it, each with what to do about it: its set-up at the carrier by " +
    "the last comparison, its agents by their last checks, its webhooks and messages by what came of them. Worked out when you " +
    "ask; the filter `ready` of the list follows right after your changes, and within a minute whatever else changes. Its " +
    "address, emergency address and bundle, and whether it is registered to send messages, are as the carrier told when it was " +
    "last asked: `checked_at` says when. An address or bundle of another tenant's, as a number that was transferred may have, is " +
    "said to be there, without its id. Needs `numbers:read`.",
  request: { params: numberPath },
  responses: {
    200: json(readiness, "What is known of it.", {
      phone_number_id: exampleNumber.id,
      phone_number: exampleNumber.phone_number,
      ready: false,
      causes: [
        {
          code: "no_agent",
          severity: "blocking",
          detail: "No agent answers its calls.",
          fix: "Assign one: POST /v1/phone-numbers/{id}/assign.",
        },
      ],
      unknown: ["messaging_registration"],
      carrier: { setup: "right", checked_at: at },
      papers: {
        address: { requirement: "none", holder: null, address_sid: null },
        emergency: { applies: true, address: "registered", calling_enabled: true },
        bundle: null,
        checked_at: at,
      },
      messaging: { needs: "campaign", state: "unknown", checked_at: null },
      agents: [],
      last_good_call_at: null,
      webhooks: { taken: 4, refused: 0, error_rate: 0 },
      checked_at: at,
      changed_at: at,
    }),
    ...failures("not_found"),
  },
});

export const readinessRoutes = createRouter().openapi(get, async (c) => {
  const ctx = ctxOf(c);
  return c.json(toReadiness(await readinessOf(ctx, c.req.valid("param").phone_number_id), ctx.now), 200);
});
