import { answer, describe } from "#kernel/http/openapi";
import { confirmed, draft, pendingNumber } from "./example";
import { portingNumber, portingRequest } from "./responses";
import type { PortingTransitionOperations } from "./transition-routes";

const submitted = {
  ...draft,
  status: "submitted",
  status_since: "2026-11-29T10:20:00.000Z",
  allowed_transitions: confirmed.allowed_transitions,
  submitted_at: "2026-11-29T10:20:00.000Z",
  updated_at: "2026-11-29T10:20:00.000Z",
};

export const portingTransitionDocs = describe<PortingTransitionOperations>("Porting", {
  submitPortingRequest: {
    summary: "Submit a porting request",
    description:
      "Hands a draft in, if its requirements are met and the pre-flight check finds no errors. Numbers of " +
      "several countries or types become several linked requests: `split_into` names them. All are handed in, or none is. Numbers " +
      "that name another carrier than the request's become drafts, which need the account number and bill of that carrier. From then on " +
      "each number that was handed in is in an " +
      "open port, of which it has one at most, and has the id that it will have in your inventory. Your caps on numbers are checked, and " +
      "nothing is reserved. Submitting it again changes nothing.",
    success: { 200: answer(portingRequest, "The request was handed in.", submitted) },
  },
  resubmitPortingRequest: {
    summary: "Submit a corrected porting request again",
    description:
      "Hands a request in again after you corrected what its `exception` names. Numbers that have not moved are sent again.",
    success: { 200: answer(portingRequest, "The request was handed in again.", submitted) },
  },
  cancelPortingRequest: {
    summary: "Cancel a porting request",
    description:
      "Cancels a draft at once. A request that was handed in becomes `cancel_requested` until the carrier agrees. Carriers do not cancel a " +
      "port less than 48 hours before its date. Canceling it again changes nothing.",
    success: {
      200: answer(portingRequest, "The request is canceled, or its cancellation was asked for.", {
        ...draft,
        status: "canceled",
        allowed_transitions: [],
        ended_at: "2026-11-29T10:20:00.000Z",
      }),
    },
  },
  movePortingRequest: {
    summary: "Move a porting request",
    description:
      "For the platform's operators: moves a request of any tenant by the name of a transition. `allowed_transitions` of the request names " +
      "those that are possible now and the fields that each needs. The customer reads your `reason` in the timeline.",
    body: {
      reason: "The losing carrier confirmed the order.",
      foc: { at: "2026-12-15T16:00:00Z", window_end: "2026-12-15T18:00:00Z", time_zone: "America/Chicago" },
    },
    success: { 200: answer(portingRequest, "The request has moved.", confirmed) },
  },
  movePortingRequestNumber: {
    summary: "Move a number of a porting request",
    description:
      "For the platform's operators: moves one number. `send`, `confirm_foc` (with `foc_at`), `withdraw_foc`, `start_activation`, `reject` " +
      "(with `rejection`) or `cancel`. The request follows its numbers: a rejected number makes it an `exception`, and dates of all numbers " +
      "make it `foc_confirmed`.",
    body: { reason: "The losing carrier refuses this number.", rejection: { code: "passcode_pin_invalid" } },
    success: {
      200: answer(portingNumber, "The number has moved.", {
        ...pendingNumber,
        status: "rejected",
        rejection: { code: "passcode_pin_invalid", detail: "The PIN or passcode is wrong.", carrier_code: null },
        phone_number_id: "num_01k9m8x3zt5v7w9y2a4c6e8g0j",
      }),
    },
  },
});
