import { QueryBudget } from "#kernel/db/query-budget";
import { type ApiRequest, ctxOf, growingListQuery, pageQuery } from "#kernel/http/http";
import { listPage } from "#kernel/http/list-cursor";
import { json, located, needsOrAdmin, operation, page } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { lazily, z } from "#kernel/http/schema";
import { idOf } from "#kernel/http/wire";
import { createJobRun } from "#runtime/job-context";
import { listDifferences, listSyncRuns, syncRunOf } from "./queries";
import type { SyncDifference, SyncResource, SyncSummary } from "./responses";
import { kinds, syncStatuses } from "./run-rules";
import { type RunsOn, startSync } from "./start-sync";
import { toDifference, toSync, toSyncSummary } from "./wire";

const account = lazily(() =>
  idOf("carrierAccount").optional().openapi({
    description: "One of your carrier accounts. Only the platform may leave it out, for its own account.",
  }),
);

const create = operation({
  id: "createSync",
  method: "post",
  path: "/v1/sync",
  access: needsOrAdmin("numbers:write"),
  idempotent: true,
  query: () => z.strictObject({ carrier_account_id: account() }),
  success: { 201: located<SyncResource>(), 202: located<SyncResource>() },
  failures: ["job_running", "changed_meanwhile"],
});

const preview = operation({
  id: "previewSync",
  method: "post",
  path: "/v1/sync/preview",
  access: needsOrAdmin("numbers:write"),
  idempotent: true,
  query: () => z.strictObject({ carrier_account_id: account() }),
  success: { 201: located<SyncResource>(), 202: located<SyncResource>() },
  failures: ["job_running", "changed_meanwhile"],
});

const list = operation({
  id: "listSyncs",
  method: "get",
  path: "/v1/sync",
  access: needsOrAdmin("numbers:read"),
  query: () =>
    growingListQuery({
      tenant_id: idOf("tenant").optional().openapi({
        description: "Syncs of this tenant's accounts. Another tenant than your own needs `admin`.",
      }),
      carrier_account_id: idOf("carrierAccount").optional().openapi({ description: "Syncs of this carrier account." }),
      status: z.enum(syncStatuses).optional().openapi({ description: "Syncs with this status now." }),
    }),
  success: { 200: page<SyncSummary>() },
});

const get = operation({
  id: "getSync",
  method: "get",
  path: "/v1/sync/{sync_id}",
  access: needsOrAdmin("numbers:read"),
  success: { 200: json<SyncResource>() },
});

const differences = operation({
  id: "listSyncDifferences",
  method: "get",
  path: "/v1/sync/{sync_id}/differences",
  access: needsOrAdmin("numbers:read"),
  query: () =>
    z.strictObject({
      ...pageQuery(),
      kind: z.enum(kinds).optional().openapi({ description: "Differences of this kind only." }),
    }),
  success: { 200: page<SyncDifference>() },
});

export type SyncOperations = typeof create | typeof preview | typeof list | typeof get | typeof differences;

async function answerRun(
  c: ApiRequest,
  wanted: { readonly preview: boolean; readonly carrierAccountId: string | null },
) {
  const ctx = ctxOf(c);
  const budget = new QueryBudget();
  const runsOn: RunsOn = (databases) =>
    databases
      .map((database) => ({ database, queries: budget.share() }))
      .map((parts) => createJobRun(c.env, c.executionCtx, { changed: ctx.changed, ...parts }));
  const made = toSync(await startSync(ctx, runsOn, wanted));
  return c.json(made, made.ended_at === null ? 202 : 201, { Location: `/v1/sync/${made.id}` });
}

export const syncRoutes = createRouter()
  .operation(create, async (c) => {
    const { carrier_account_id: carrierAccountId = null } = c.req.valid("query");
    return await answerRun(c, { preview: false, carrierAccountId });
  })
  .operation(preview, async (c) => {
    const { carrier_account_id: carrierAccountId = null } = c.req.valid("query");
    return await answerRun(c, { preview: true, carrierAccountId });
  })
  .operation(list, async (c) => {
    const page = await listSyncRuns(ctxOf(c), c.req.valid("query"));
    return c.json(listPage(c, page.rows.map(toSyncSummary), page.nextCursor), 200);
  })
  .operation(get, async (c) => c.json(toSync(await syncRunOf(ctxOf(c), c.req.valid("param").sync_id)), 200))
  .operation(differences, async (c) => {
    const page = await listDifferences(ctxOf(c), c.req.valid("param").sync_id, c.req.valid("query"));
    return c.json(listPage(c, page.rows.map(toDifference), page.nextCursor), 200);
  });
