import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { Context } from "#kernel/ports/context";
import { databasesOf } from "#runtime/databases";
import { createJobContext, createJobRun } from "#runtime/job-context";

/** The name of the database into which new tenants go: the second one in test/databases, else the only one. */
const tenantShard = env.DB_2 ? "DB_2" : "DB";

/** The database with the rows of the tests' tenants. */
export const tenantDatabase: D1Database = env.DB_2 ?? env.DB;

/** A job's context on it. */
export const tenantJobContext = (): Context =>
  createJobContext(env, createExecutionContext(), databasesOf(env).named(tenantShard));

/** A job's run on it. */
export const tenantJobRun = () =>
  createJobRun(env, createExecutionContext(), { database: databasesOf(env).named(tenantShard) });
