import { createRoute, z } from "@hono/zod-openapi";
import {
  bearer,
  body,
  bodyProblems,
  createRouter,
  csvInstead,
  ctxOf,
  failures,
  idempotencyHeader,
  idempotencyProblems,
  json,
  orCsv,
  pageBody,
  pageOf,
  pageQuery,
  requireValid,
} from "#kernel/http/http";
import { invalidField } from "#kernel/http/problem";
import { bulkActions } from "./action-step";
import { dryRun } from "./dry-run";
import { parseCsvRequest } from "./parse-csv-request";
import { jobOf, listJobs } from "./queries";
import { submit } from "./submit";
import { bulkDryRun, bulkJob, bulkJobSummary, newBulkJob, toBulkJob, toBulkJobSummary, toBulkRequest } from "./wire";

const summaryExample = {
  id: "blk_01k9m8x3zt5v7w9y2a4c6e8g0j",
  action: "tag",
  status: "completed",
  counts: { pending: 0, succeeded: 1, failed: 1 },
  created_at: "2026-11-22T10:00:00.000Z",
  completed_at: "2026-11-22T10:00:01.000Z",
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
  completed_at: null,
};
const dryRunExample = {
  action: "tag",
  counts: { would_succeed: 1, would_fail: 1 },
  items: [
    { ...done, would_succeed: true, error: null },
    { ...missing, would_succeed: false, error: notFound },
  ],
};

const common = { security: bearer, tags: ["Bulk jobs"] };

const bulkQuery = z.strictObject({
  dry_run: z
    .enum(["true", "false"])
    .optional()
    .openapi({ description: "With `true`, returns the result that each number would have, and changes nothing." }),
  action: z.enum(bulkActions).optional().openapi({
    description: "The action for a CSV body; `update` by default. A JSON body has a field for it.",
  }),
});

const csvFile = z.string().openapi({
  description:
    "A header, then one number per line in the column `phone_number` (E.164 or id). `update` replaces the fields of the columns " +
    "`friendly_name`, `tags` and `metadata`; an empty cell changes nothing. `tag` and `untag` read `tags`, `metadata` reads " +
    "`metadata`, `assign` reads `agent_id`. Tags are a JSON list, or names separated by semicolons; metadata is a JSON object. " +
    "Other columns of an export are ignored. An invalid line fails with `line N: …` and changes nothing; the other lines are " +
    "processed.",
});

const create = createRoute({
  ...common,
  method: "post",
  path: "/v1/phone-numbers/bulk",
  operationId: "createBulkJob",
  summary: "Change many numbers",
  description:
    "Applies one action to up to 1,000 numbers. A number that fails does not stop the others. Answers 202 with a job that holds " +
    "the result of each number; `Location` is its URL, for polling. Needs `numbers:write`.",
  middleware: csvInstead(async (c) => {
    const query = requireValid(bulkQuery, c.req.query(), "query");
    const asked = parseCsvRequest(await c.req.text(), query.action ?? "update");
    if (query.dry_run === "true") return c.json(await dryRun(ctxOf(c), asked), 200);
    const made = toBulkJob(await submit(ctxOf(c), asked));
    return c.json(made, 202, { Location: `/v1/bulk-jobs/${made.id}` });
  }),
  request: {
    query: bulkQuery,
    headers: idempotencyHeader,
    body: {
      required: true,
      content: orCsv(body(newBulkJob, { action: "tag", phone_numbers: ["+14155550123"], tags: ["sales"] }).content, {
        schema: csvFile,
        example: "phone_number,tags\r\n+14155550123,sales;support\r\n",
      }),
    },
  },
  responses: {
    200: json(bulkDryRun, "The result of a dry run: what each number would get.", dryRunExample),
    202: {
      ...json(bulkJob, "The job, accepted and under way.", begun),
      headers: z.object({
        Location: z.string().openapi({ description: "The job.", example: `/v1/bulk-jobs/${example.id}` }),
      }),
    },
    ...failures(...bodyProblems, ...idempotencyProblems, "changed_meanwhile", "agent_not_found"),
  },
});

const list = createRoute({
  ...common,
  method: "get",
  path: "/v1/bulk-jobs",
  operationId: "listBulkJobs",
  summary: "List bulk jobs",
  description: "Your bulk jobs without their items, the newest first. Needs `numbers:read`.",
  request: { query: z.strictObject(pageQuery(20)) },
  responses: {
    200: json(pageOf(bulkJobSummary, "BulkJobPage"), "A page of jobs.", pageBody([summaryExample], null)),
    ...failures("invalid_cursor"),
  },
});

const get = createRoute({
  ...common,
  method: "get",
  path: "/v1/bulk-jobs/{bulk_job_id}",
  operationId: "getBulkJob",
  summary: "Get a bulk job",
  description: "One job with its items, in the order of your request. Needs `numbers:read`.",
  request: {
    params: z.object({
      bulk_job_id: z.string().openapi({
        param: { name: "bulk_job_id", in: "path" },
        description: "The bulk job's id.",
        example: example.id,
      }),
    }),
  },
  responses: { 200: json(bulkJob, "The job.", example), ...failures("not_found") },
});

export const bulkRoutes = createRouter()
  .openapi(create, async (c) => {
    const query = c.req.valid("query");
    if (query.action)
      throw invalidField("query", "/action", "A JSON body has its own `action`. Send this field with a CSV body only.");
    const asked = toBulkRequest(c.req.valid("json"));
    if (query.dry_run === "true") return c.json(await dryRun(ctxOf(c), asked), 200);
    const made = toBulkJob(await submit(ctxOf(c), asked));
    return c.json(made, 202, { Location: `/v1/bulk-jobs/${made.id}` });
  })
  .openapi(list, async (c) => {
    const page = await listJobs(ctxOf(c), c.req.valid("query"));
    return c.json(pageBody(page.rows.map(toBulkJobSummary), page.nextCursor), 200);
  })
  .openapi(get, async (c) => c.json(toBulkJob(await jobOf(ctxOf(c), c.req.valid("param").bulk_job_id)), 200));
