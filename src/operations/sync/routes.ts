import { createRoute, z } from "@hono/zod-openapi";
import {
  bearer,
  createRouter,
  ctxOf,
  failures,
  idempotencyHeader,
  idempotencyProblems,
  json,
  pageBody,
  pageOf,
  pageQuery,
} from "#kernel/http/http";
import { createJobRun } from "#runtime/job-context";
import { listDifferences, listSyncRuns, syncRunOf } from "./queries";
import { kinds } from "./run-state";
import { startSync } from "./start";
import { syncDifference, syncResource, syncSummary, toDifference, toSync, toSyncSummary } from "./wire";

const exampleSummary = {
  id: "syn_01k9m8x3zt5v7w9y2a4c6e8g0j",
  carrier_account: "platform",
  dry_run: false,
  started_by: "cron",
  status: "completed",
  phase: "closing",
  listed: 1_204,
  compared: 1_203,
  error: null,
  created_at: "2026-11-22T10:00:00.000Z",
  updated_at: "2026-11-22T10:00:03.000Z",
  finished_at: "2026-11-22T10:00:03.000Z",
};
const none = { planned: 0, done: 0, open: 0 };
const example = {
  ...exampleSummary,
  differences: { orphaned: { ...none, open: 1 }, missing: none, drifted: { ...none, done: 1 }, found: none },
};
const begun = {
  ...example,
  status: "running",
  phase: "listing",
  finished_at: null,
  differences: { orphaned: none, missing: none, drifted: none, found: none },
};
const exampleDifference = {
  kind: "drifted",
  phone_number: "+14155550123",
  tenant_id: "ten_01k9m8x3zt5v7w9y2a4c6e8g0j",
  phone_number_id: "num_01k9m8x3zt5v7w9y2a4c6e8g0j",
  fields: [{ field: "voice_url", ours: "https://numbers.example.com/twilio/…/voice", theirs: "" }],
  action: "repair",
  outcome: "done",
};

const common = { security: bearer, tags: ["Sync"] };
const params = z.object({
  sync_id: z
    .string()
    .openapi({ param: { name: "sync_id", in: "path" }, description: "The run's id.", example: example.id }),
});

const create = createRoute({
  ...common,
  method: "post",
  path: "/v1/sync",
  operationId: "createSync",
  summary: "Compare with the carrier",
  description:
    "Compares the carrier account with the inventory, both ways, as the platform does by itself every 15 minutes. 201 when that " +
    "was over within the request, else 202 with a run that is gone on with by itself; `Location` says where to watch it. Needs the scope `admin`.",
  request: {
    query: z.strictObject({
      dry_run: z.enum(["true", "false"]).optional().openapi({
        description: "With `true`, says what would be done, and changes nothing.",
      }),
    }),
    headers: idempotencyHeader,
  },
  responses: {
    201: json(syncResource, "The run, over.", example),
    202: {
      ...json(syncResource, "The run, under way or waiting for another to end.", begun),
      headers: z.object({
        Location: z.string().openapi({ description: "The run.", example: `/v1/sync/${example.id}` }),
      }),
    },
    ...failures(...idempotencyProblems, "changed_meanwhile"),
  },
});

const list = createRoute({
  ...common,
  method: "get",
  path: "/v1/sync",
  operationId: "listSyncs",
  summary: "List syncs",
  description: "Comparisons with the carrier, the newest first. Needs the scope `admin`.",
  request: { query: z.strictObject(pageQuery()) },
  responses: {
    200: json(pageOf(syncSummary, "SyncPage"), "A page of runs.", pageBody([exampleSummary], null)),
    ...failures("invalid_cursor"),
  },
});

const get = createRoute({
  ...common,
  method: "get",
  path: "/v1/sync/{sync_id}",
  operationId: "getSync",
  summary: "Get a sync",
  description: "One run as it stands now, with what it found, counted. Needs the scope `admin`.",
  request: { params },
  responses: { 200: json(syncResource, "The run.", example), ...failures("not_found") },
});

const differences = createRoute({
  ...common,
  method: "get",
  path: "/v1/sync/{sync_id}/differences",
  operationId: "listSyncDifferences",
  summary: "List what a sync found",
  description:
    "Each difference with what was done about it or, of a dry run, would be; by kind and number. Needs the scope `admin`.",
  request: {
    params,
    query: z.strictObject({
      ...pageQuery(),
      kind: z.enum(kinds).optional().openapi({ description: "Differences of this kind only." }),
    }),
  },
  responses: {
    200: json(
      pageOf(syncDifference, "SyncDifferencePage"),
      "A page of differences.",
      pageBody([exampleDifference], null),
    ),
    ...failures("not_found", "invalid_cursor"),
  },
});

export const syncRoutes = createRouter()
  .openapi(create, async (c) => {
    const ctx = ctxOf(c);
    const by = createJobRun(c.env, c.executionCtx, { changed: ctx.changed });
    const made = toSync(await startSync(ctx, by, { dry_run: c.req.valid("query").dry_run === "true" }));
    if (made.finished_at !== null) return c.json(made, 201);
    return c.json(made, 202, { Location: `/v1/sync/${made.id}` });
  })
  .openapi(list, async (c) => {
    const page = await listSyncRuns(ctxOf(c), c.req.valid("query"));
    return c.json(pageBody(page.rows.map(toSyncSummary), page.nextCursor), 200);
  })
  .openapi(get, async (c) => c.json(toSync(await syncRunOf(ctxOf(c), c.req.valid("param").sync_id)), 200))
  .openapi(differences, async (c) => {
    const page = await listDifferences(ctxOf(c), c.req.valid("param").sync_id, c.req.valid("query"));
    return c.json(pageBody(page.rows.map(toDifference), page.nextCursor), 200);
  });
