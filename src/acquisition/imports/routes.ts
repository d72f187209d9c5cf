import { jobStatuses } from "#inventory/bulk-jobs/action-step";
import { booleanInQuery, ctxOf, growingListQuery, pageQuery, wholeNumber } from "#kernel/http/http";
import { listPage } from "#kernel/http/list-cursor";
import { carrierProblems, json, located, needs, operation, page } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { z } from "#kernel/http/schema";
import { detachOne } from "./detach-one";
import { importActions, itemStatuses } from "./import-item";
import { listCarrierNumbers, MAX_PAGE_OF_CARRIER } from "./list-carrier-numbers";
import { importJobOf, listImportItems, listImportJobs } from "./queries";
import type { CarrierNumber, Detachment, ImportItem, ImportJob } from "./responses";
import { submitJob } from "./submit-job";
import { newDetachment, newImport, toDetachRequest, toImportItem, toImportJob, toImportRequest } from "./wire";

const numbers = operation({
  id: "listCarrierAccountNumbers",
  method: "get",
  path: "/v1/carrier-accounts/{carrier_account_id}/numbers",
  access: needs("numbers:read", "accounts:read"),
  query: () =>
    z.strictObject({
      ...pageQuery(20),
      limit: wholeNumber(1, MAX_PAGE_OF_CARRIER)
        .optional()
        .transform((value) => value ?? 20)
        .openapi({
          param: { name: "limit", in: "query" },
          type: "integer",
          minimum: 1,
          maximum: MAX_PAGE_OF_CARRIER,
          default: 20,
          description: "The largest number of rows to return.",
          example: 20,
        }),
    }),
  success: { 200: page<CarrierNumber>() },
  failures: [...carrierProblems],
});

const create = operation({
  id: "importPhoneNumbers",
  method: "post",
  path: "/v1/carrier-accounts/{carrier_account_id}/import",
  access: needs("numbers:write", "accounts:write"),
  idempotent: true,
  body: newImport,
  success: { 202: located<ImportJob>() },
  failures: ["agent_not_found", "webhooks_not_verifiable", "changed_meanwhile"],
});

const detachMany = operation({
  id: "detachPhoneNumbers",
  method: "post",
  path: "/v1/carrier-accounts/{carrier_account_id}/detach",
  access: needs("numbers:write", "accounts:write"),
  idempotent: true,
  body: newDetachment,
  success: { 202: located<ImportJob>() },
  failures: ["changed_meanwhile"],
});

const detach = operation({
  id: "detachPhoneNumber",
  method: "post",
  path: "/v1/phone-numbers/{phone_number_id}/detach",
  access: needs("numbers:write"),
  query: () =>
    z.strictObject({
      force: booleanInQuery("With `true`, only forgets the number, and asks nothing of Twilio."),
    }),
  success: { 200: json<Detachment>(), 202: json<Detachment>() },
  failures: [...carrierProblems, "illegal_transition", "deletion_locked", "changed_meanwhile"],
});

const preview = operation({
  id: "previewDetachment",
  method: "post",
  path: "/v1/phone-numbers/{phone_number_id}/detach/preview",
  access: needs("numbers:write"),
  success: { 200: json<Detachment>(), 202: json<Detachment>() },
  failures: [...carrierProblems, "illegal_transition", "deletion_locked"],
});

const list = operation({
  id: "listImportJobs",
  method: "get",
  path: "/v1/import-jobs",
  access: needs("numbers:read"),
  query: () =>
    growingListQuery({
      action: z.enum(importActions).optional().openapi({ description: "Only jobs that do this." }),
      status: z.enum(jobStatuses).optional().openapi({ description: "Only jobs with this status now." }),
    }),
  success: { 200: page<ImportJob>() },
});

const get = operation({
  id: "getImportJob",
  method: "get",
  path: "/v1/import-jobs/{import_job_id}",
  access: needs("numbers:read"),
  success: { 200: json<ImportJob>() },
});

const items = operation({
  id: "listImportItems",
  method: "get",
  path: "/v1/import-jobs/{import_job_id}/items",
  access: needs("numbers:read"),
  query: () =>
    z.strictObject({
      ...pageQuery(),
      status: z.enum(itemStatuses).optional().openapi({ description: "Only items with this status." }),
    }),
  success: { 200: page<ImportItem>() },
});

export type ImportOperations =
  | typeof numbers
  | typeof create
  | typeof detachMany
  | typeof detach
  | typeof preview
  | typeof list
  | typeof get
  | typeof items;

const locationOf = ({ id }: ImportJob) => ({ Location: `/v1/import-jobs/${id}` });

export const importRoutes = createRouter()
  .operation(numbers, async (c) => {
    const found = await listCarrierNumbers(ctxOf(c), c.req.valid("param").carrier_account_id, c.req.valid("query"));
    return c.json(listPage(c, [...found.rows], found.nextCursor), 200);
  })
  .operation(create, async (c) => {
    const { carrier_account_id } = c.req.valid("param");
    const job = await submitJob(ctxOf(c), carrier_account_id, toImportRequest(c.req.valid("json")));
    return c.json(job, 202, locationOf(job));
  })
  .operation(detachMany, async (c) => {
    const { carrier_account_id } = c.req.valid("param");
    const job = await submitJob(ctxOf(c), carrier_account_id, toDetachRequest(c.req.valid("json")));
    return c.json(job, 202, locationOf(job));
  })
  .operation(detach, async (c) => {
    const { force = false } = c.req.valid("query");
    const detached = await detachOne(ctxOf(c), c.req.valid("param").phone_number_id, { force, dryRun: false });
    return c.json(detached, detached.status === "pending" ? 202 : 200);
  })
  .operation(preview, async (c) => {
    const found = await detachOne(ctxOf(c), c.req.valid("param").phone_number_id, { force: false, dryRun: true });
    return c.json(found, found.status === "pending" ? 202 : 200);
  })
  .operation(list, async (c) => {
    const found = await listImportJobs(ctxOf(c), c.req.valid("query"));
    return c.json(listPage(c, found.rows.map(toImportJob), found.nextCursor), 200);
  })
  .operation(get, async (c) => {
    return c.json(toImportJob(await importJobOf(ctxOf(c), c.req.valid("param").import_job_id)), 200);
  })
  .operation(items, async (c) => {
    const { import_job_id } = c.req.valid("param");
    const ctx = ctxOf(c);
    const job = await importJobOf(ctx, import_job_id);
    const found = await listImportItems(ctx, import_job_id, c.req.valid("query"));
    const rows = found.rows.map((item) => toImportItem(item, job));
    return c.json(listPage(c, rows, found.nextCursor), 200);
  });
