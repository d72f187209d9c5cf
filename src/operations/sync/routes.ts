import { ctxOf, pageBody, pageQuery } from "#kernel/http/http";
import { json, located, needs, operation, page } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { z } from "#kernel/http/schema";
import { createJobRun } from "#runtime/job-context";
import { listDifferences, listSyncRuns, syncRunOf } from "./queries";
import type { SyncDifference, SyncResource, SyncSummary } from "./responses";
import { kinds } from "./run-rules";
import { startSync } from "./start-sync";
import { toDifference, toSync, toSyncSummary } from "./wire";

const create = operation({
  id: "createSync",
  method: "post",
  path: "/v1/sync",
  access: needs("admin"),
  query: () =>
    z.strictObject({
      dry_run: z.enum(["true", "false"]).optional().openapi({
        description: "With `true`, the run records planned actions and changes nothing else.",
      }),
    }),
  idempotent: true,
  success: { 201: json<SyncResource>(), 202: located<SyncResource>() },
  failures: ["changed_meanwhile"],
});

const list = operation({
  id: "listSyncs",
  method: "get",
  path: "/v1/sync",
  access: needs("admin"),
  query: () => z.strictObject(pageQuery()),
  success: { 200: page<SyncSummary>() },
});

const get = operation({
  id: "getSync",
  method: "get",
  path: "/v1/sync/{sync_id}",
  access: needs("admin"),
  success: { 200: json<SyncResource>() },
});

const differences = operation({
  id: "listSyncDifferences",
  method: "get",
  path: "/v1/sync/{sync_id}/differences",
  access: needs("admin"),
  query: () =>
    z.strictObject({
      ...pageQuery(),
      kind: z.enum(kinds).optional().openapi({ description: "Differences of this kind only." }),
    }),
  success: { 200: page<SyncDifference>() },
});

export type SyncOperations = typeof create | typeof list | typeof get | typeof differences;

export const syncRoutes = createRouter()
  .operation(create, async (c) => {
    const ctx = ctxOf(c);
    const by = createJobRun(c.env, c.executionCtx, { changed: ctx.changed });
    const made = toSync(await startSync(ctx, by, { dry_run: c.req.valid("query").dry_run === "true" }));
    if (made.finished_at !== null) return c.json(made, 201);
    return c.json(made, 202, { Location: `/v1/sync/${made.id}` });
  })
  .operation(list, async (c) => {
    const page = await listSyncRuns(ctxOf(c), c.req.valid("query"));
    return c.json(pageBody(page.rows.map(toSyncSummary), page.nextCursor), 200);
  })
  .operation(get, async (c) => c.json(toSync(await syncRunOf(ctxOf(c), c.req.valid("param").sync_id)), 200))
  .operation(differences, async (c) => {
    const page = await listDifferences(ctxOf(c), c.req.valid("param").sync_id, c.req.valid("query"));
    return c.json(pageBody(page.rows.map(toDifference), page.nextCursor), 200);
  });
