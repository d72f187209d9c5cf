import { ChangedSubjects } from "#kernel/db/changed-subjects";
import { openDatabase } from "#kernel/db/db";
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
import { endpointCache, feedToConnect, webhookObject } from "./wake-subscribers";

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

/** The parts of a context that depend on its database: messages about rows name it. */
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

/** Everything that a use case may touch on behalf of this principal. `now` is the instant of this call. */
export function createRequestContext(env: Env, { database, ...parts }: RequestParts): Context {
  const config = requireConfig(env);
  const databases = databasesOf(env);
  const now = Date.now();
  return {
    ...parts,
    config,
    ...databaseParts(env, database ?? databases.first),
    databases,
    inDatabase: (ctx, other) => (ctx.database.name === other.name ? ctx : { ...ctx, ...databaseParts(env, other) }),
    archive: env.ARCHIVE,
    documents: env.DOCUMENTS,
    scanDocument:
      config.documentScannerUrl === null
        ? null
        : createDocumentScanner((url, init) => fetch(url, init), config.documentScannerUrl),
    carrier: carrierOf(config),
    carrierAccount: (access) => carrierAccountOf(config, access),
    carrierSandbox: carrierSandboxOf(config),
    probe: probeOf(config),
    now,
    elapsedMs: () => Date.now() - now,
    wait: (ms) => scheduler.wait(ms),
    newId,
    randomBytes,
    changed: new ChangedSubjects(),
    numberObject: (e164): NumberObject => env.NUMBERS.getByName(e164),
    feedObject: (tenantId, shard) => feedToConnect(env, tenantId, shard),
    webhookObject: (endpointId) => webhookObject(env, endpointId),
    endpointsChanged: () => endpointCache.delete(parts.principal.tenantId),
    forgetSessions: (id) => sessionMemory.forget(id, Date.now()),
    vault: vaultOf(config),
    resolve: resolverOf(config),
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
