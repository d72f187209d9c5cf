import { ChangedSubjects } from "#kernel/db/changed-subjects";
import { openDatabase } from "#kernel/db/db";
import { QueryBudget } from "#kernel/db/query-budget";
import { watchedDatabase } from "#kernel/db/watched-database";
import { scopes } from "#kernel/http/scope";
import type { Context, Principal } from "#kernel/ports/context";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";
import { type Execution, loggedWaitUntil, newId } from "./environment";
import { createRequestContext } from "./request-context";

/** The context of work that no caller asked for: the platform is its principal, with every scope. */
const createPlatformContext = (env: Env, execution: Execution, requestId: string): Context => {
  const principal: Principal = { tenantId: PLATFORM_TENANT_ID, keyId: null, scopes: new Set(scopes) };
  return createRequestContext(env, {
    principal,
    requestId,
    idempotency: null,
    waitUntil: loggedWaitUntil(execution),
  });
};

/** The context of one short piece of work, like a message of a queue. */
export const createJobContext = (env: Env, execution: Execution): Context =>
  createPlatformContext(env, execution, newId("job"));

/**
 * The contexts of one run of a job. `newContext` returns a context whose `now` is the current instant; all of them
 * share a request id, count their statements in `queries`, and collect in `changed` the tenants whose subscribers to
 * wake after the run.
 */
export function createJobRun(
  env: Env,
  execution: Execution,
  { changed = new ChangedSubjects(), queries = new QueryBudget().share() } = {},
) {
  const requestId = newId("job");
  const db = openDatabase(
    watchedDatabase(env.DB, (statements, send) => {
      queries.count(statements);
      return send();
    }),
  );
  const newContext = (): Context => ({ ...createPlatformContext(env, execution, requestId), db, changed });
  return { newContext, queriesLeft: () => queries.left };
}
