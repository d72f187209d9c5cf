import { exampleNumber } from "#inventory/phone-numbers/example";
import { answer, describe } from "#kernel/http/openapi";
import { readiness } from "./responses";
import type { ReadinessOperations } from "./routes";

const at = "2026-11-22T10:00:00.000Z";

export const readinessDocs = describe<ReadinessOperations>("Phone numbers", {
  getPhoneNumberReadiness: {
    summary: "Show whether callers reach a phone number",
    description:
      "Whether the number works, and everything that is wrong with it, each with what to do about it: its set-up at the carrier by " +
      "the last comparison, its agents by their last checks, its webhooks and messages by what came of them. Worked out when you " +
      "ask; the filter `ready` of the list follows right after your changes, and within a minute whatever else changes. Its " +
      "address, emergency address and bundle, and whether it is registered to send messages, are as the carrier reported when it was " +
      "last asked: `checked_at` says when. An address or bundle of another tenant's, as a number that was transferred may have, is " +
      "said to be there, without its id.",
    success: {
      200: answer(readiness, "The number's readiness.", {
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
    },
  },
});
