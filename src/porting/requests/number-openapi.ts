import { pageBody } from "#kernel/http/http";
import { answer, describe, pageOf } from "#kernel/http/openapi";
import { addedNumbers, pendingNumber } from "./example";
import type { PortingNumberOperations } from "./number-routes";
import { portingNumber, portingNumbersAdded } from "./responses";

export const portingNumberDocs = describe<PortingNumberOperations>("Porting", {
  listPortingRequestNumbers: {
    summary: "List the numbers of a porting request",
    description: "Lists the numbers of a porting request in the order of their digits.",
    success: {
      200: answer(pageOf(portingNumber, "PortingNumberPage"), "A page of numbers.", pageBody([pendingNumber], null)),
    },
  },
  addPortingRequestNumbers: {
    summary: "Add numbers to a porting request",
    description:
      "Adds numbers to a draft: all of them, or none if one is wrong. A number may stand in several drafts, but in one open port only.",
    body: { phone_numbers: ["+13125550100", "+13125550110-+13125550129"] },
    success: { 201: answer(portingNumbersAdded, "The numbers were added.", addedNumbers) },
  },
  updatePortingRequestNumber: {
    summary: "Change a number of a porting request",
    description:
      "Changes the number's own PIN or settings: in a draft, or as a correction while the request is in `exception`. The settings can be " +
      "changed until the request is over.",
    body: { pin: "0042" },
    success: { 200: answer(portingNumber, "The number as it is now.", { ...pendingNumber, secrets: { pin: true } }) },
  },
  removePortingRequestNumber: {
    summary: "Remove a number from a porting request",
    description: "Takes a number out of a draft.",
    success: { 204: { description: "The number is not in the request any more." } },
  },
});
