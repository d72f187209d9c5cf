import { answer, describe } from "#kernel/http/openapi";
import { z } from "#kernel/http/schema";
import { trunkNumbersAdded } from "./responses";
import type { TrunkNumberOperations } from "./routes";

export const trunkNumberDocs = describe<TrunkNumberOperations>("SIP trunks", {
  addSipTrunkPhoneNumbers: {
    summary: "Add numbers to a trunk",
    description:
      "Adds numbers of your carrier to a `byoc` trunk: up to 1,000, as JSON, or as CSV with a column `phone_number`. Each number gets a " +
      "result of its own. They appear in your inventory with `ownership` `unproved`; the first call proves it. They count for your " +
      "`number_limit` and cost nothing here.",
    body: { phone_numbers: ["+4930901820", "+4930901821"] },
    csvBody: { schema: z.string(), example: "phone_number\r\n+4930901820\r\n+4930901821\r\n" },
    success: {
      200: answer(trunkNumbersAdded, "A result for each number.", {
        results: [
          {
            phone_number: "+4930901820",
            phone_number_id: "num_01k9m8x3zt5v7w9y2a4c6e8g0j",
            result: "added",
            error: null,
          },
          {
            phone_number: "+4930901821",
            phone_number_id: null,
            result: "failed",
            error: { code: "number_owned", detail: "Another tenant has +4930901821 on a trunk in this account." },
          },
        ],
        added: 1,
        failed: 1,
      }),
    },
  },
  removeSipTrunkPhoneNumber: {
    summary: "Remove a number from a trunk",
    description:
      "Takes the number off the trunk and out of your inventory. Your carrier keeps it. A number with an agent needs `force`, which ends " +
      "the assignment.",
    success: { 204: { description: "The number is removed." } },
  },
});
