import { ChangedSubjects } from "#kernel/db/changed-subjects";
import { openDatabase } from "#kernel/db/db";
import type { AccountAccess } from "#kernel/ports/carrier-account";
import type { Context, IdempotentRequest, Principal } from "#kernel/ports/context";
import type { NamedDatabase } from "#kernel/ports/databases";
import { createResolver } from "#kernel/ports/dns";
import { createDocumentScanner } from "#kernel/ports/document-scanner";
import type { NumberObject } from "#kernel/ports/number-object";
import { createProbe, type Probe } from "#kernel/ports/probe";
import type { InDatabase, ItemMessage, PortingMessage } from "#kernel/ports/queue-messages";
import type { Config } from "#kernel/values/config";
import { sessionMemory } from "./credential-memories";
import { databasesOf } from "./databases";
import {
  dnsClientOf,
  type Execution,
  loggedWaitUntil,
  newId,
  randomBytes,
  requireConfig,
  resolverOf,
  vaultOf,
} from "./environment";
import { carrierAccountOf, carrierOf, carrierSandboxOf } from "./platform-carrier";
import { Stopwatch, timedDatabase, timedPort } from "./stopwatch";
import { endpointCache, feedToConnect, thenWake, webhookObject } from "./wake-subscribers";

/** Looks names up anew: a check is about this moment. */
const probeOf = (config: Config): Probe =>
  createProbe({
    fetch: (url, init) => fetch(url, init),
    now: Date.now,
    resolve: createResolver(dnsClientOf(config)),
  });

/** The parts of the environment that authentication needs, before there is a principal and hence a context. */
export const authenticationParts = (env: Env, execution: Execution) => ({
  databases: databasesOf(env),
  config: requireConfig(env),
  now: Date.now(),
  waitUntil: loggedWaitUntil(execution),
});

/** Messages in one `sendBatch`: https://developers.cloudflare.com/queues/platform/limits/. */
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
  readonly waitUntil: (work: Promise<unknown>) => void;
  /** The database of the tenant that the work is about. Missing: `DB`. */
  readonly database?: NamedDatabase;
}

const ofDatabase = new WeakMap<Env, Map<string, ReturnType<typeof databaseParts>>>();

/** The parts of a context that depend on its database, made once per isolate: messages about rows name it. */
function partsOfDatabase(env: Env, database: NamedDatabase): ReturnType<typeof databaseParts> {
  const all = ofDatabase.get(env) ?? new Map<string, ReturnType<typeof databaseParts>>();
  ofDatabase.set(env, all);
  const known = all.get(database.name);
  // A context may have a database that counts or times.
  if (known?.db === database.db) return known;
  const parts = databaseParts(env, database);
  all.set(database.name, parts);
  return parts;
}

const databaseParts = (env: Env, database: NamedDatabase) => ({
  db: database.db,
  database,
  enqueue: (messages: readonly ItemMessage[]) =>
    sendAll(
      env.PURCHASES,
      messages.map((message) => within(database, message)),
    ),
  enqueueBulk: (itemIds: readonly string[]) =>
    sendAll(
      env.BULK,
      itemIds.map((itemId) => within(database, { itemId })),
    ),
  enqueueImport: (itemId: string, delaySeconds: number) =>
    env.IMPORTS.send(within(database, { itemId }), { delaySeconds }),
  enqueuePorting: (message: PortingMessage, delaySeconds: number) =>
    env.PORTING.send(within(database, message), { delaySeconds }),
});

const within = <Message extends object>({ name }: NamedDatabase, message: Message): Message & InDatabase =>
  name === "DB" ? message : { ...message, database: name };

const ofIsolate = new WeakMap<Env, ReturnType<typeof isolateParts>>();

/** The parts of a context that all requests of an isolate share, as they hold no state of a request. */
function partsOfIsolate(env: Env): ReturnType<typeof isolateParts> {
  const parts = ofIsolate.get(env) ?? isolateParts(env);
  ofIsolate.set(env, parts);
  return parts;
}

function isolateParts(env: Env) {
  const config = requireConfig(env);
  return {
    config,
    databases: databasesOf(env),
    inDatabase: (ctx: Context, other: NamedDatabase): Context =>
      ctx.database.name === other.name ? ctx : { ...ctx, ...partsOfDatabase(env, other) },
    archive: env.ARCHIVE,
    documents: env.DOCUMENTS,
    scanDocument:
      config.documentScannerUrl === null
        ? null
        : createDocumentScanner((url, init) => fetch(url, init), config.documentScannerUrl),
    carrier: carrierOf(config),
    carrierAccount: (access: AccountAccess | null) => carrierAccountOf(config, access),
    carrierSandbox: carrierSandboxOf(config),
    probe: probeOf(config),
    wait: (ms: number) => scheduler.wait(ms),
    newId,
    randomBytes,
    numberObject: (e164: string): NumberObject => env.NUMBERS.getByName(e164),
    feedObject: (tenantId: string, shard: number) => feedToConnect(env, tenantId, shard),
    webhookObject: (endpointId: string) => webhookObject(env, endpointId),
    forgetSessions: (id: string) => sessionMemory.forget(id, Date.now()),
    vault: vaultOf(config),
    resolve: resolverOf(config),
  };
}

/** Everything that a use case may touch on behalf of this principal. `now` is the instant of this call. */
export function createRequestContext(env: Env, { database, waitUntil, ...parts }: RequestParts): Context {
  const shared = partsOfIsolate(env);
  const now = Date.now();
  return {
    ...shared,
    ...partsOfDatabase(env, database ?? shared.databases.first),
    ...parts,
    now,
    elapsedMs: () => Date.now() - now,
    changed: new ChangedSubjects(),
    inBackground(ctx, work) {
      const changed = new ChangedSubjects();
      const ended = thenWake(env, { waitUntil }, changed, () => work({ ...ctx, changed }));
      waitUntil(ended);
      return ended;
    },
    endpointsChanged: () => endpointCache.delete(parts.principal.tenantId),
  };
}

/**
 * The same context, with waits for the database and the carrier timed. Only for the few requests of the platform:
 * caches that are kept per database start empty.
 */
export function withTiming(ctx: Context): { readonly ctx: Context; readonly stopwatch: Stopwatch } {
  const stopwatch = new Stopwatch(Date.now);
  const db = openDatabase(timedDatabase(ctx.database.db.$client, stopwatch));
  return { ctx: { ...ctx, db, carrier: timedPort(ctx.carrier, "carrier", stopwatch) }, stopwatch };
}
