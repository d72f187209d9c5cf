import { exportColumns } from "#inventory/phone-numbers/export-csv";
import { pageBody } from "#kernel/http/http";
import { answer, describe, pageOf } from "#kernel/http/openapi";
import { z } from "#kernel/http/schema";
import { bulkJob, bulkJobPreview, bulkJobSummary } from "./responses";
import type { BulkOperations } from "./routes";

const summaryExample = {
  id: "blk_01k9m8x3zt5v7w9y2a4c6e8g0j",
  action: "tag",
  status: "completed",
  counts: { pending: 0, succeeded: 1, failed: 1 },
  created_at: "2026-11-22T10:00:00.000Z",
  ended_at: "2026-11-22T10:00:01.000Z",
};

const done = {
  phone_number: "+14155550123",
  phone_number_id: "num_01k9m8x3zt5v7w9y2a4c6e8g0j",
  line: null,
};

const missing = { phone_number: "+14155550124", phone_number_id: null, line: null };

const notFound = { code: "not_found", detail: "There is no phone number +14155550124." };

const example = {
  ...summaryExample,
  items: [
    { ...done, status: "succeeded", error: null },
    { ...missing, status: "failed", error: notFound },
  ],
};

const begun = {
  ...summaryExample,
  status: "pending",
  counts: { pending: 1, succeeded: 0, failed: 0 },
  items: [{ ...done, status: "pending", error: null }],
  ended_at: null,
};

const previewExample = {
  action: "tag",
  counts: { would_succeed: 1, would_fail: 1 },
  items: [
    { ...done, would_succeed: true, error: null },
    { ...missing, would_succeed: false, error: notFound },
  ],
};

/** The columns of an export that no action reads. */
const readOnlyColumns = exportColumns.filter(
  (name) => !["id", "phone_number", "friendly_name", "tags", "metadata", "agent_id"].includes(name),
);

const csvFile = z.string().openapi({
  description:
    "A header, then one number per line. The column `id` names it, or `phone_number` (E.164 or id; digits without the plus sign " +
    "if they are a number of yours). The id counts if a spreadsheet has changed the number; a line whose two columns name " +
    "different numbers fails. `update` replaces the fields of the columns " +
    "`friendly_name`, `tags` and `metadata`; an empty cell changes nothing. `tag` and `untag` read `tags`, `metadata` reads " +
    "`metadata`, `assign` reads `agent_id`. Tags are a JSON list, or names separated by semicolons; metadata is a JSON object, " +
    "merged as by `updatePhoneNumber`. The other columns of `exportPhoneNumbers` are read-only here: they are ignored " +
    `(${readOnlyColumns.map((name) => `\`${name}\``).join(", ")}). A column with another name refuses the file. ` +
    "The separator is a comma, a semicolon or a tab, as the header or a first line `sep=;` has it. Lines with separators only are " +
    "skipped, and an apostrophe that `exportPhoneNumbers` has put before a cell is removed. The file is UTF-8, UTF-16 with a byte " +
    "order mark, or in the `charset` that its Content-Type declares. An invalid line fails with `line N: …`, N being the file's " +
    "line, and changes nothing; the other lines are processed.",
});

const numbers = ["+14155550123"];

const bodies = {
  bodies: {
    tag: { summary: "Add tags", value: { action: "tag", phone_numbers: numbers, tags: ["sales"] } },
    untag: { summary: "Remove tags", value: { action: "untag", phone_numbers: numbers, tags: ["sales"] } },
    metadata: {
      summary: "Set metadata",
      value: { action: "metadata", phone_numbers: numbers, metadata: { crm_id: "a-17", campaign: null } },
    },
    lock: { summary: "Set the deletion lock", value: { action: "lock", phone_numbers: numbers } },
    suspend: { summary: "Take out of service", value: { action: "suspend", phone_numbers: numbers } },
    resume: { summary: "Put back into service", value: { action: "resume", phone_numbers: numbers } },
    assign: {
      summary: "Assign to an agent",
      value: { action: "assign", phone_numbers: numbers, agent_id: "agt_01k9m8x3zt5v7w9y2a4c6e8g0j" },
    },
    unassign: { summary: "Remove the agent", value: { action: "unassign", phone_numbers: numbers } },
    release: { summary: "Give back to Twilio", value: { action: "release", phone_numbers: numbers, force: false } },
  },
  csvBody: {
    schema: csvFile,
    example: "phone_number,tags\r\n+14155550123,sales;support\r\n",
  },
};

export const bulkDocs = describe<BulkOperations>("Bulk jobs", {
  createBulkJob: {
    summary: "Change many numbers",
    description:
      "Applies one action to up to 1,000 numbers. A number that fails does not stop the others. Answers 202 with a job that holds " +
      "the result of each number; `Location` is its URL, for polling.",
    ...bodies,
    success: {
      202: answer(bulkJob, "The job, accepted and under way.", begun),
    },
  },
  previewBulkJob: {
    summary: "Preview a bulk job",
    description:
      "Returns the result that each number would have if the job ran now. It takes the body of `POST /v1/bulk-jobs` and changes " +
      "nothing.",
    ...bodies,
    success: { 200: answer(bulkJobPreview, "The result that each number would have.", previewExample) },
  },
  listBulkJobs: {
    summary: "List bulk jobs",
    description: "Your bulk jobs without their items, the newest first.",
    success: {
      200: answer(pageOf(bulkJobSummary, "BulkJobPage"), "A page of jobs.", pageBody([summaryExample], null)),
    },
  },
  getBulkJob: {
    summary: "Get a bulk job",
    description: "One job with its items, in the order of your request.",
    success: { 200: answer(bulkJob, "The job.", example) },
  },
});
