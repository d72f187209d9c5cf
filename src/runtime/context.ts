import { ChangedSubjects } from "#kernel/db/changed-subjects";
import { openDatabase } from "#kernel/db/db";
import { QueryBudget } from "#kernel/db/query-budget";
import { watchedDatabase } from "#kernel/db/watched-database";
import { scopes } from "#kernel/http/scope";
import type { Context, IdempotentRequest, Principal } from "#kernel/ports/context";
import type { NumberObject } from "#kernel/ports/number-object";
import { createProbe } from "#kernel/ports/probe";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";
import { Stopwatch, timedDatabase, timedPort } from "#kernel/values/stopwatch";
import { carrierOf } from "./carrier";
import {
  databaseOf,
  type Execution,
  laterIn,
  newIdNow,
  randomBytes,
  requireConfig,
  resolveName,
  vaultOf,
} from "./isolate";
import { endpoints, feedOf, webhookObject } from "./subscribers";

/** What verbs work with, on behalf of a caller or of the platform itself. */

const probe = createProbe({ fetch: (url, init) => fetch(url, init), now: Date.now });

/** What it takes to find out who is calling. */
export const callerParts = (env: Env, execution: Execution) => ({
  db: databaseOf(env),
  config: requireConfig(env),
  now: Date.now(),
  later: laterIn(execution),
});

const LEAVING_MS = 10;

/** The moment that an answer takes to be on its way: what asks the database after it is not to be in the way of it. */
export const afterResponse = (): Promise<void> => scheduler.wait(LEAVING_MS);

/** Cloudflare's limit of messages in one call. */
const MAX_SEND = 100;

async function sendAll(queue: Queue, messages: readonly object[]): Promise<void> {
  for (let at = 0; at < messages.length; at += MAX_SEND) {
    await queue.sendBatch(messages.slice(at, at + MAX_SEND).map((body) => ({ body })));
  }
}

export interface RequestParts {
  readonly principal: Principal;
  readonly requestId: string;
  readonly idempotency: IdempotentRequest | null;
  readonly later: (work: Promise<unknown>) => void;
}

/** The context of one request or job. */
export function compose(env: Env, parts: RequestParts): Context {
  const config = requireConfig(env);
  const now = Date.now();
  return {
    ...parts,
    config,
    db: databaseOf(env),
    archive: env.ARCHIVE,
    carrier: carrierOf(config),
    probe,
    now,
    elapsedMs: () => Date.now() - now,
    newId: newIdNow,
    randomBytes,
    changed: new ChangedSubjects(),
    numberObject: (e164): NumberObject => env.NUMBERS.getByName(e164),
    feedObject: (tenantId, shard) => feedOf(env, tenantId, shard),
    webhookObject: (endpointId) => webhookObject(env, endpointId),
    endpointsChanged: () => endpoints.delete(parts.principal.tenantId),
    vault: vaultOf(config),
    resolve: resolveName,
    enqueue: (messages) => sendAll(env.PURCHASES, messages),
    enqueueBulk: (itemIds) =>
      sendAll(
        env.BULK,
        itemIds.map((itemId) => ({ itemId })),
      ),
  };
}

/** The same context, with its waiting timed. For few requests: what is remembered per database is remembered anew. */
export function timed(env: Env, ctx: Context): { readonly ctx: Context; readonly stopwatch: Stopwatch } {
  const stopwatch = new Stopwatch(Date.now);
  const db = openDatabase(timedDatabase(env.DB, stopwatch));
  return { ctx: { ...ctx, db, carrier: timedPort(ctx.carrier, "carrier", stopwatch) }, stopwatch };
}

/** Of work that the platform does by itself: in nobody's name. */
const composePlatform = (env: Env, execution: Execution, requestId: string): Context => {
  const principal: Principal = { tenantId: PLATFORM_TENANT_ID, keyId: null, scopes: new Set(scopes) };
  return compose(env, { principal, requestId, idempotency: null, later: laterIn(execution) });
};

/**
 * What a run of a job works with. Its contexts are each of the moment it is asked for; they share a request id, count in
 * `queries` what they send to the database, and collect in `changed` whose followers are to be woken when the run is over.
 */
export function composeRun(
  env: Env,
  execution: Execution,
  { changed = new ChangedSubjects(), queries = new QueryBudget().share() } = {},
) {
  const requestId = newIdNow("job");
  const db = openDatabase(
    watchedDatabase(env.DB, (statements, send) => {
      queries.count(statements);
      return send();
    }),
  );
  const moment = (): Context => ({ ...composePlatform(env, execution, requestId), db, changed });
  return { moment, queriesLeft: () => queries.left };
}

/** The context of a piece of work that is over in a moment, like a message of a queue. */
export const composeJob = (env: Env, execution: Execution): Context => composePlatform(env, execution, newIdNow("job"));
