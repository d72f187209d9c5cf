import { exampleNumber } from "#inventory/phone-numbers/example";
import { answer, describe } from "#kernel/http/openapi";
import { readiness } from "./responses";
import type { ReadinessOperations } from "./routes";

const at = "2026-11-22T10:00:00.000Z";

export const readinessDocs = describe<ReadinessOperations>("Phone numbers", {
  getPhoneNumberReadiness: {
    summary: "Show whether callers reach a phone number",
    description:
      "Returns whether callers reach the number, and each known cause if they do not, with its fix. The answer is evaluated for this " +
      "request from the last sync with the carrier, the agents' last checks, and the latest webhooks and messages. The filter `ready` " +
      "of the list follows a change right away if you made it, and within a minute otherwise. Address, emergency address, bundle and " +
      "message registration are as the carrier last reported them, at `checked_at`. A transferred number may still have another " +
      "tenant's address or bundle; the answer then shows `another` as holder and no id.",
    success: {
      200: answer(readiness, "The number's readiness.", {
        phone_number_id: exampleNumber.id,
        phone_number: exampleNumber.phone_number,
        ready: false,
        causes: [
          {
            code: "no_agent",
            severity: "blocking",
            detail: "The number has no agent, so no call is answered.",
            fix: "Assign an agent: POST /v1/phone-numbers/{id}/assign.",
          },
        ],
        unknown: ["messaging_registration"],
        carrier: { setup: "right", checked_at: at },
        documents: {
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
