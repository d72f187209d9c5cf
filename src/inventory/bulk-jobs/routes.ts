import { type ApiRequest, csvInstead, ctxOf, growingListQuery } from "#kernel/http/http";
import { csvText } from "#kernel/http/input-text";
import { listPage } from "#kernel/http/list-cursor";
import { json, located, needs, operation, page } from "#kernel/http/operation";
import { invalidField } from "#kernel/http/problem";
import { requireValid } from "#kernel/http/require-valid";
import { createRouter } from "#kernel/http/router";
import { lazily, z } from "#kernel/http/schema";
import { bulkActions, jobStatuses } from "./action-step";
import type { BulkRequest } from "./match-numbers";
import { parseCsvRequest } from "./parse-csv-request";
import { previewJob } from "./preview-job";
import { jobOf, listJobs } from "./queries";
import type { BulkJob, BulkJobPreview, BulkJobSummary } from "./responses";
import { submit } from "./submit";
import { newBulkJob, toBulkJob, toBulkJobSummary, toBulkRequest } from "./wire";

const bulkQuery = lazily(() =>
  z.strictObject({
    action: z.enum(bulkActions).optional().openapi({
      description: "The action for a CSV body; `update` by default. A JSON body has a field for it.",
    }),
  }),
);

type BulkQuery = z.output<ReturnType<typeof bulkQuery>>;

const create = operation({
  id: "createBulkJob",
  method: "post",
  path: "/v1/bulk-jobs",
  access: needs("numbers:write"),
  query: () => bulkQuery(),
  idempotent: true,
  body: newBulkJob,
  success: { 202: located<BulkJob>() },
  failures: ["changed_meanwhile", "agent_not_found"],
});

const preview = operation({
  id: "previewBulkJob",
  method: "post",
  path: "/v1/bulk-jobs/preview",
  access: needs("numbers:read"),
  query: () => bulkQuery(),
  body: newBulkJob,
  success: { 200: json<BulkJobPreview>() },
  failures: ["agent_not_found"],
});

const list = operation({
  id: "listBulkJobs",
  method: "get",
  path: "/v1/bulk-jobs",
  access: needs("numbers:read"),
  query: () =>
    growingListQuery(
      { status: z.enum(jobStatuses).optional().openapi({ description: "Bulk jobs with this status now." }) },
      20,
    ),
  success: { 200: page<BulkJobSummary>() },
});

const get = operation({
  id: "getBulkJob",
  method: "get",
  path: "/v1/bulk-jobs/{bulk_job_id}",
  otherMethods: { delete: "A bulk job that was created cannot be canceled." },
  access: needs("numbers:read"),
  success: { 200: json<BulkJob>() },
});

export type BulkOperations = typeof create | typeof preview | typeof list | typeof get;

function jsonRequest({ action }: BulkQuery, body: z.output<ReturnType<typeof newBulkJob>>): BulkRequest {
  if (action === undefined) return toBulkRequest(body);
  throw invalidField("query", "/action", "A JSON body has its own `action`. Send this field with a CSV body only.");
}

async function csvRequest(c: ApiRequest): Promise<BulkRequest> {
  const { action } = requireValid(bulkQuery(), c.req.query(), "query");
  return parseCsvRequest(await csvText(c.req), action ?? "update");
}

async function answerJob(c: ApiRequest, asked: BulkRequest) {
  const made = toBulkJob(await submit(ctxOf(c), asked));
  return c.json(made, 202, { Location: `/v1/bulk-jobs/${made.id}` });
}

export const bulkRoutes = createRouter()
  .operation(
    create,
    async (c) => await answerJob(c, jsonRequest(c.req.valid("query"), c.req.valid("json"))),
    csvInstead(async (c) => await answerJob(c, await csvRequest(c))),
  )
  .operation(
    preview,
    async (c) => c.json(await previewJob(ctxOf(c), jsonRequest(c.req.valid("query"), c.req.valid("json"))), 200),
    csvInstead(async (c) => c.json(await previewJob(ctxOf(c), await csvRequest(c)), 200)),
  )
  .operation(list, async (c) => {
    const page = await listJobs(ctxOf(c), c.req.valid("query"));
    return c.json(listPage(c, page.rows.map(toBulkJobSummary), page.nextCursor), 200);
  })
  .operation(get, async (c) => c.json(toBulkJob(await jobOf(ctxOf(c), c.req.valid("param").bulk_job_id)), 200));
