import { ChangedSubjects } from "#kernel/db/changed-subjects";
import { type Database, openDatabase } from "#kernel/db/db";
import { QueryBudget, type QueryShare } from "#kernel/db/query-budget";
import { watchedDatabase } from "#kernel/db/watched-database";
import { scopes } from "#kernel/http/scope";
import type { Context, Principal } from "#kernel/ports/context";
import type { NamedDatabase } from "#kernel/ports/databases";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";
import { databasesOf } from "./databases";
import { type Execution, loggedWaitUntil, newId } from "./environment";
import { createRequestContext } from "./request-context";

/** The context of work that no caller asked for: the platform is its principal, with every scope. */
const createPlatformContext = (env: Env, execution: Execution, requestId: string, database: NamedDatabase): Context => {
  const principal: Principal = { tenantId: PLATFORM_TENANT_ID, keyId: null, scopes: new Set(scopes) };
  return createRequestContext(env, {
    principal,
    requestId,
    idempotency: null,
    waitUntil: loggedWaitUntil(execution),
    database,
  });
};

/** The context of one short piece of work, like a message of a queue. */
export const createJobContext = (
  env: Env,
  execution: Execution,
  database: NamedDatabase = databasesOf(env).first,
): Context => createPlatformContext(env, execution, newId("job"), database);

interface RunParts {
  readonly changed?: ChangedSubjects;
  readonly queries?: QueryShare | undefined;
  readonly database?: NamedDatabase;
}

/**
 * The contexts of one run of a job on a database. `newContext` returns a context whose `now` is the current instant;
 * all of them share a request id, count their statements in `queries`, to whatever database, and collect in `changed`
 * the tenants whose subscribers to wake after the run.
 */
export function createJobRun(
  env: Env,
  execution: Execution,
  {
    changed = new ChangedSubjects(),
    queries = new QueryBudget().share(),
    database = databasesOf(env).first,
  }: RunParts = {},
) {
  const requestId = newId("job");
  const counted = new Map<string, Database>();
  const countedDb = ({ name, db }: NamedDatabase): Database => {
    const before = counted.get(name);
    if (before) return before;
    const watched = watchedDatabase(db.$client, (statements, send) => {
      queries.count(statements);
      return send();
    });
    const opened = openDatabase(watched);
    counted.set(name, opened);
    return opened;
  };
  const newContext = (): Context => {
    const ctx = createPlatformContext(env, execution, requestId, database);
    const inDatabase = (of: Context, other: NamedDatabase): Context =>
      of.database.name === other.name ? of : { ...ctx.inDatabase(of, other), db: countedDb(other) };
    return { ...ctx, db: countedDb(database), inDatabase, changed };
  };
  return { newContext, queriesLeft: () => queries.left };
}
