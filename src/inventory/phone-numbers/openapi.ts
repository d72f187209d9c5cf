import { pageBody } from "#kernel/http/http";
import { answer, describe, pageWith } from "#kernel/http/openapi";
import { z } from "#kernel/http/schema";
import { exampleNumber } from "./example";
import { exportColumns } from "./export-csv";
import { inventoryMeta, numberCounts, phoneNumberResource } from "./responses";
import type { NumberOperations } from "./routes";

const shown = (description: string, change: Partial<Record<keyof typeof exampleNumber, unknown>> = {}) =>
  answer(phoneNumberResource, description, { ...exampleNumber, ...change });

const csvFile = z.string().openapi({
  description:
    `The columns, in this order: ${exportColumns.map((name) => `\`${name}\``).join(", ")}. \`tags\` and \`metadata\` are JSON. ` +
    "A `friendly_name` that a spreadsheet would run as a formula (beginning with `=`, `+`, `-`, `@` or a tab) or change (such as " +
    "`007` or `1-2`) gets a leading apostrophe, which a bulk job by CSV removes.",
});

const csvExample = [
  exportColumns.join(","),
  `${exampleNumber.id},+14155550123,US,local,active,Front desk,"[""sales""]","{""crm_id"":""a-17""}",false,true,true,true,false,` +
    "1.15,USD,reseller,,,,,2026-11-22T10:00:00.000Z,2026-11-22T10:00:00.000Z,,",
  "",
].join("\r\n");

export const numberDocs = describe<NumberOperations>("Phone numbers", {
  listPhoneNumbers: {
    summary: "List phone numbers",
    description:
      "Your numbers in every status, unless you filter by `status`. All given filters must hold. Any filters go together, with any " +
      "`sort`.",
    success: {
      200: answer(pageWith(phoneNumberResource, "PhoneNumberPage", { meta: inventoryMeta }), "A page of numbers.", {
        ...pageBody([exampleNumber], null),
        meta: { offline_count: 0 },
      }),
    },
  },
  exportPhoneNumbers: {
    summary: "Export phone numbers",
    description:
      "Streams all numbers that the filters find as a CSV file (RFC 4180, UTF-8 with a byte order mark), in the order of the list. " +
      "After edits in a spreadsheet, send it to `createBulkJob`; keep the column `id`, because spreadsheets change phone numbers. If an error interrupts " +
      "the file, the connection breaks off, so that you cannot take it for a complete one.",
    success: {
      200: { description: "The numbers.", files: { "text/csv": { schema: csvFile, example: csvExample } } },
    },
  },
  countPhoneNumbers: {
    summary: "Count phone numbers",
    description:
      "How many numbers you have, by status and by readiness. The counts are those of this moment, and cost one read of an index.",
    success: {
      200: answer(numberCounts, "The counts.", {
        total: 32,
        by_status: { active: 29, suspended: 1, releasing: 0, cooling_off: 1, released: 1, lost: 0 },
        by_readiness: { ready: 27, not_ready: 3, unknown: 2 },
      }),
    },
  },
  getPhoneNumber: {
    summary: "Get a phone number",
    description: "One number by its id or in E.164 form, with its version as `ETag`.",
    success: { 200: shown("The number.") },
  },
  updatePhoneNumber: {
    summary: "Change a phone number",
    description:
      "Changes the fields that you send. `tags` are replaced, `metadata` is merged: `null` removes a key. With `If-Match`, the request fails if the number has changed since you read it.",
    body: { friendly_name: "Front desk", tags: ["sales"] },
    success: { 200: shown("The number as it is now.") },
  },
  releasePhoneNumber: {
    summary: "Release a phone number",
    description:
      "Gives the number back to Twilio, which then stops billing for it. 200 if Twilio has confirmed the release; 202 if it has not " +
      "yet: the platform keeps retrying. Only for numbers that you bought from the platform. Fails while a deletion lock is set, and, without `force`, while an agent is assigned.",
    success: {
      200: shown("Released and cooling off.", { status: "cooling_off", released_at: "2026-11-22T12:00:00.000Z" }),
      202: shown("Twilio has not confirmed the release yet.", { status: "releasing" }),
    },
  },
  suspendPhoneNumber: {
    summary: "Suspend a phone number",
    description:
      "Takes the number out of service: callers hear that it is not in service. The number stays yours and is still billed.",
    success: { 200: shown("The number, suspended.", { status: "suspended" }) },
  },
  resumePhoneNumber: {
    summary: "Resume a phone number",
    description: "Puts a suspended number back into service.",
    success: { 200: shown("The number, active.") },
  },
});
