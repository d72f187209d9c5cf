import { csvInstead, ctxOf, pageBody, pageQuery, requireValid } from "#kernel/http/http";
import { json, located, needs, operation, page } from "#kernel/http/operation";
import { invalidField } from "#kernel/http/problem";
import { createRouter } from "#kernel/http/router";
import { lazily, z } from "#kernel/http/schema";
import { bulkActions } from "./action-step";
import { dryRun } from "./dry-run";
import { parseCsvRequest } from "./parse-csv-request";
import { jobOf, listJobs } from "./queries";
import type { BulkDryRun, BulkJob, BulkJobSummary } from "./responses";
import { submit } from "./submit";
import { newBulkJob, toBulkJob, toBulkJobSummary, toBulkRequest } from "./wire";

const bulkQuery = lazily(() =>
  z.strictObject({
    dry_run: z
      .enum(["true", "false"])
      .optional()
      .openapi({ description: "With `true`, returns the result that each number would have, and changes nothing." }),
    action: z.enum(bulkActions).optional().openapi({
      description: "The action for a CSV body; `update` by default. A JSON body has a field for it.",
    }),
  }),
);

const create = operation({
  id: "createBulkJob",
  method: "post",
  path: "/v1/phone-numbers/bulk",
  access: needs("numbers:write"),
  query: () => bulkQuery(),
  idempotent: true,
  body: newBulkJob,
  success: { 200: json<BulkDryRun>(), 202: located<BulkJob>() },
  failures: ["changed_meanwhile", "agent_not_found"],
});

const list = operation({
  id: "listBulkJobs",
  method: "get",
  path: "/v1/bulk-jobs",
  access: needs("numbers:read"),
  query: () => z.strictObject(pageQuery(20)),
  success: { 200: page<BulkJobSummary>() },
});

const get = operation({
  id: "getBulkJob",
  method: "get",
  path: "/v1/bulk-jobs/{bulk_job_id}",
  access: needs("numbers:read"),
  success: { 200: json<BulkJob>() },
});

export type BulkOperations = typeof create | typeof list | typeof get;

export const bulkRoutes = createRouter()
  .operation(
    create,
    async (c) => {
      const query = c.req.valid("query");
      if (query.action)
        throw invalidField(
          "query",
          "/action",
          "A JSON body has its own `action`. Send this field with a CSV body only.",
        );
      const asked = toBulkRequest(c.req.valid("json"));
      if (query.dry_run === "true") return c.json(await dryRun(ctxOf(c), asked), 200);
      const made = toBulkJob(await submit(ctxOf(c), asked));
      return c.json(made, 202, { Location: `/v1/bulk-jobs/${made.id}` });
    },
    csvInstead(async (c) => {
      const query = requireValid(bulkQuery(), c.req.query(), "query");
      const asked = parseCsvRequest(await c.req.text(), query.action ?? "update");
      if (query.dry_run === "true") return c.json(await dryRun(ctxOf(c), asked), 200);
      const made = toBulkJob(await submit(ctxOf(c), asked));
      return c.json(made, 202, { Location: `/v1/bulk-jobs/${made.id}` });
    }),
  )
  .operation(list, async (c) => {
    const page = await listJobs(ctxOf(c), c.req.valid("query"));
    return c.json(pageBody(page.rows.map(toBulkJobSummary), page.nextCursor), 200);
  })
  .operation(get, async (c) => c.json(toBulkJob(await jobOf(ctxOf(c), c.req.valid("param").bulk_job_id)), 200));
