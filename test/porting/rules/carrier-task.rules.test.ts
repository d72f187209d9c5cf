import { expect, test } from "vitest";
import { carrierTaskAfter } from "#porting/rules/carrier-task";

const unsent = { path: "twilio", carrierRequestId: null } as const;
const sent = { path: "twilio", carrierRequestId: "KW1" } as const;

test("a request is created at Twilio once; one that may be there is replaced", () => {
  const fresh = { attempts: 0, sentAt: null, replaces: [] };
  expect(carrierTaskAfter(null, "sends_to_carrier", unsent)).toEqual({ kind: "create", ...fresh });
  expect(carrierTaskAfter(null, "sends_to_carrier", sent)).toEqual({ kind: "recreate", ...fresh });
  const e164s = ["+13125550100", "+13125550101"];
  const unanswered = { kind: "create", attempts: 3, sentAt: 5, replaces: ["KW0"], e164s } as const;
  const kept = { attempts: 0, sentAt: 5, replaces: ["KW0"], e164s };
  expect(carrierTaskAfter(unanswered, "sends_to_carrier", unsent)).toEqual({ kind: "recreate", ...kept });
  expect(carrierTaskAfter(unanswered, "cancels_at_carrier", unsent)).toEqual({ kind: "cancel", ...kept });
});

test("operators send and cancel by hand", () => {
  const operator = { path: "operator", carrierRequestId: null } as const;
  expect(carrierTaskAfter(null, "sends_to_carrier", operator)).toBeNull();
  expect(carrierTaskAfter(null, "cancels_at_carrier", operator)).toBeNull();
});
