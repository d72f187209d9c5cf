import { exampleNumber } from "#inventory/phone-numbers/example";
import { answer, describe } from "#kernel/http/openapi";
import { testCall } from "./responses";
import type { TestCallOperations } from "./routes";

const twiml =
  '<?xml version="1.0" encoding="UTF-8"?><Response><Say>Hello. You have reached the front desk.</Say><Hangup/></Response>';

export const testCallDocs = describe<TestCallOperations>("Calls and messages", {
  placeTestCall: {
    summary: "Place a test call",
    description:
      "Rings the number, where the platform works with the Twilio sandbox, as under `npm start`. The sandbox plays the " +
      "caller and follows the platform's TwiML: it opens the WebSocket of a `stream` or `conversation_relay` agent, also " +
      "one at ws://localhost, says a recorded sentence, and hangs up after 20 seconds at the latest. The answer comes " +
      "when the call has ended. The call is recorded, counted and reported like any other one; " +
      "`GET /v1/calls/{call_id}/decision` has the trace of its routing. With Twilio itself there are no test calls.",
    body: { from: "+14155550199" },
    success: {
      200: answer(testCall, "The call, after its end.", {
        phone_number_id: exampleNumber.id,
        from: "+14155550199",
        call_id: "cal_01k9m8x3zt5v7w9y2a4c6e8g0j",
        carrier_id: "CA00000000000000000000000000000001",
        status: "completed",
        duration_seconds: 3,
        twiml,
        steps: [
          { kind: "webhook", name: "voice", detail: twiml, http_status: 200, conversation: null },
          {
            kind: "verb",
            name: "Say",
            detail: "Hello. You have reached the front desk.",
            http_status: null,
            conversation: null,
          },
          { kind: "verb", name: "Hangup", detail: "", http_status: null, conversation: null },
          { kind: "webhook", name: "status completed", detail: "", http_status: 204, conversation: null },
        ],
      }),
    },
  },
});
