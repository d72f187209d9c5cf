import { env as isolateEnv, waitUntil } from "cloudflare:workers";
import { guardAccounts } from "./carriers/guarded";
import { noteOutcomes } from "./carriers/note-outcomes";
import { OutcomeTally } from "./carriers/outcomes";
import { rememberTerms } from "./carriers/remembered";
import { createTwilio } from "./carriers/twilio";
import { gatherChores } from "./kernel/aftermath";
import { type Config, readConfig } from "./kernel/config";
import type { Context, Door, IdempotentRequest, Principal } from "./kernel/context";
import { type Database, describeError, isConstraintError, openDatabase } from "./kernel/db";
import { type Resolve, rememberNames, resolverOf } from "./kernel/dns";
import type { FeedObject } from "./kernel/feed-object";
import { groupCommits } from "./kernel/group-commit";
import { type IdKind, newId as makeId, PLATFORM_TENANT_ID } from "./kernel/ids";
import type { Carrier, Dependencies, NumberObject, UsagePoint } from "./kernel/ports";
import { createProbe } from "./kernel/probe";
import { Problem } from "./kernel/problem";
import { QueryBudget } from "./kernel/query-budget";
import { scopes } from "./kernel/scope";
import { Stopwatch, timedDatabase, timedPort } from "./kernel/stopwatch";
import { openVault, type Vault } from "./kernel/vault";
import { watchedDatabase } from "./kernel/watched-database";
import type { WebhookObject } from "./kernel/webhook-object";
import { type Write, type WriteKind, writeOf, writeTogether } from "./kernel/write-together";
import { EndpointMemory, wakeEndpoints } from "./webhooks/wake";

/** The one reader of Env, clock and randomness: everything else is handed what it may touch. */

const randomBytes = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count));
const newId = (kind: IdKind): string => makeId(kind, Date.now(), randomBytes);

const read = new WeakMap<object, ReturnType<typeof readConfig>>();

/** The isolate's configuration, or what is wrong with it. */
export function configOf(env: Env): ReturnType<typeof readConfig> {
  const known = read.get(env) ?? readConfig(env);
  read.set(env, known);
  return known;
}

export function requireConfig(env: Env): Config {
  const found = configOf(env);
  if ("config" in found) return found.config;
  throw new Problem("not_configured", "Settings of this deployment are missing or wrong; /health/ready says which.");
}

/** Which database a tenant's rows are in. One today; a second is a binding and a value of `tenants.shard`. */
export const databaseOf = (env: Env): Database => openDatabase(env.DB);

const remembered = rememberTerms({ now: Date.now, sleep: (ms) => scheduler.wait(ms) });
const outcomes = new OutcomeTally();
const { guard, outageOf } = guardAccounts({
  now: Date.now,
  random: Math.random,
  heard: (account, outcome, ms) => {
    outcomes.hear(account, outcome, ms, Date.now());
    shareOutcomes();
  },
});

/** Writes down what this isolate has heard of the carrier, beside whatever is going on; a failure loses some counts. */
function shareOutcomes(): void {
  const now = Date.now();
  const heard = outcomes.take(now);
  if (!heard) return;
  waitUntil(
    noteOutcomes(databaseOf(isolateEnv), heard, now)
      .run()
      .catch((error: unknown) => console.error({ message: "outcomes were not shared", error: describeError(error) })),
  );
}

const makeCarrier = (config: Config): Carrier =>
  remembered(
    guard(
      config.twilio.accountSid,
      createTwilio({
        fetch: (url, init) => fetch(url, init),
        sleep: (ms) => scheduler.wait(ms),
        random: Math.random,
        now: Date.now,
        timeoutMs: config.carrierTimeoutMs,
        ...config.twilio,
      }),
    ),
  );

const carriers = new WeakMap<Config, Carrier>();

/** The platform's carrier account, put together once per configuration: it holds nothing of a request. */
function carrierOf(config: Config): Carrier {
  const carrier = carriers.get(config) ?? makeCarrier(config);
  carriers.set(config, carrier);
  return carrier;
}

const resolve = rememberNames(
  resolverOf((url, init) => fetch(url, init)),
  () => Date.now(),
);

const vaults = new WeakMap<Config, Vault>();

/** What seals secrets of tenants, its keys imported once. */
function vaultOf(config: Config): Vault {
  const vault = vaults.get(config) ?? openVault({ keys: config.secretsKeys, randomBytes });
  vaults.set(config, vault);
  return vault;
}

const endpoints = new EndpointMemory();

const webhookObject = (env: Env, endpointId: string): WebhookObject => env.WEBHOOKS.getByName(endpointId);
const probe = createProbe({ fetch: (url, init) => fetch(url, init), now: Date.now });

type Execution = Pick<ExecutionContext, "waitUntil">;

const logFailure = (error: unknown): void =>
  console.error({ message: "background work failed", error: describeError(error) });

/** Goes on after the answer. Only work that is safe to lose, so a failure is logged and nothing more. */
const laterIn =
  (execution: Execution) =>
  (work: Promise<unknown>): void =>
    execution.waitUntil(work.catch(logFailure));

/** What it takes to find out who is calling. */
export const callerParts = (env: Env, execution: Execution) => ({
  db: databaseOf(env),
  config: requireConfig(env),
  now: Date.now(),
  later: laterIn(execution),
});

export const newRequestId = (): string => newId("request");

/** Cloudflare's limit of messages in one call. */
const MAX_SEND = 100;

async function sendAll(queue: Queue, messages: readonly object[]): Promise<void> {
  for (let at = 0; at < messages.length; at += MAX_SEND) {
    await queue.sendBatch(messages.slice(at, at + MAX_SEND).map((body) => ({ body })));
  }
}

/** A tenant's live feed. The first object of it has the tenant's id for a name. */
export const feedOf = (env: Env, tenantId: string, shard: number): FeedObject =>
  env.FEEDS.getByName(shard === 0 ? tenantId : `${tenantId}/${shard}`);

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
    newId,
    randomBytes,
    touched: new Set(),
    numberObject: (e164): NumberObject => env.NUMBERS.getByName(e164),
    feedObject: (tenantId, shard) => feedOf(env, tenantId, shard),
    webhookObject: (endpointId) => webhookObject(env, endpointId),
    endpointsChanged: () => endpoints.forget(parts.principal.tenantId),
    vault: vaultOf(config),
    resolve,
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

/** Wakes whoever follows these tenants' logs. Only a hint: a lost one is made up for by the next, and by the followers. */
export async function wakeFollowers(env: Env, tenantIds: ReadonlySet<string>): Promise<void> {
  const objectOf = (endpointId: string) => webhookObject(env, endpointId);
  await Promise.all([
    ...[...tenantIds].map((tenantId) => wakeFeed(env, tenantId)),
    wakeEndpoints({ db: databaseOf(env), memory: endpoints, objectOf, now: Date.now() }, tenantIds),
  ]);
}

const WAKE_ATTEMPTS = 3;
const WAKE_AGAIN_MS = 200;

/** The first object of a feed, which passes it on to the others if there are any. */
async function wakeFeed(env: Env, tenantId: string): Promise<void> {
  for (let attempt = 1; attempt <= WAKE_ATTEMPTS; attempt += 1) {
    try {
      return await feedOf(env, tenantId, 0).poke();
    } catch (error) {
      if (attempt === WAKE_ATTEMPTS) {
        console.error({ message: "a live feed was not woken", tenant_id: tenantId, error: describeError(error) });
      } else await scheduler.wait(WAKE_AGAIN_MS * attempt * (0.5 + Math.random()));
    }
  }
}

/** One point per call or message that is over; the columns are positions, which README.md names. */
function meterIn(dataset: AnalyticsEngineDataset, point: UsagePoint): void {
  const { kind, tenantId, phoneNumberId, agentId, status, outcome, seconds } = point;
  dataset.writeDataPoint({
    indexes: [tenantId],
    blobs: [kind, phoneNumberId, agentId ?? "", status, outcome],
    doubles: [1, seconds],
  });
}

interface DoorWrite extends Write {
  /** The tenants whose log it writes to; known for sure once it is written. */
  readonly touched: ReadonlySet<string>;
}

/** What is written is written: nobody is to wait long for an object that hangs. */
const WAKE_BUDGET_MS = 1_000;

const committers = new WeakMap<Database, (write: DoorWrite) => Promise<unknown>>();

/** Writes of webhooks that are begun together share a transaction, and wake their followers together. */
function committerOf(env: Env): (write: DoorWrite) => Promise<unknown> {
  const db = databaseOf(env);
  const known =
    committers.get(db) ??
    groupCommits<DoorWrite, unknown>({
      execute: async (writes) => {
        const results = await writeTogether(db, writes);
        const woken = wakeFollowers(env, new Set(writes.flatMap(({ touched }) => [...touched])));
        await Promise.race([woken, scheduler.wait(WAKE_BUDGET_MS)]);
        return results;
      },
      isRefusal: isConstraintError,
    });
  committers.set(db, known);
  return known;
}

const makeAftermath = () =>
  gatherChores({
    now: Date.now,
    wait: (ms) => scheduler.wait(ms),
    // Long enough for the answers to be on their way, too.
    windowMs: 100,
    most: 100,
    // The queue that takes what cannot be written still has its turn before the invocation ends.
    budgetMs: 8_000,
    patienceMs: 1_000,
  });

const aftermaths = new WeakMap<Database, ReturnType<typeof makeAftermath>>();

/** What is left to do after webhooks are answered, each database's its own. */
function aftermathOf(db: Database): ReturnType<typeof makeAftermath> {
  const known = aftermaths.get(db) ?? makeAftermath();
  aftermaths.set(db, known);
  return known;
}

export interface DoorParts {
  readonly tenantId: string;
  readonly phoneNumberId: string;
  readonly requestId: string;
}

/** What the answer to a carrier's webhook works with. */
export function composeDoor(env: Env, execution: Execution, parts: DoorParts): Door {
  const touched = new Set<string>();
  const db = databaseOf(env);
  const [commit, afterwards] = [committerOf(env), aftermathOf(db)];
  return {
    ...parts,
    config: requireConfig(env),
    db,
    // The kind says what its results are.
    commit: async <Item, Result>(kind: WriteKind<Item, Result>, item: Item) =>
      (await commit({ ...writeOf(kind, item), touched })) as Result,
    now: Date.now(),
    newId,
    touched,
    afterwards: (chore) => afterwards((late) => chore(late).catch(logFailure), laterIn(execution)),
    wait: (ms) => scheduler.wait(ms),
    postpone: (message) => env.RECORDS.send(message),
    meter: (point) => meterIn(env.USAGE, point),
  };
}

/** Of work that the platform does by itself: in nobody's name. */
const composePlatform = (env: Env, execution: Execution, requestId: string): Context => {
  const principal: Principal = { tenantId: PLATFORM_TENANT_ID, keyId: null, scopes: new Set(scopes) };
  return compose(env, { principal, requestId, idempotency: null, later: laterIn(execution) });
};

/**
 * What a run of a job works with. Its contexts are each of the moment it is asked for; they share a request id, count in
 * `queries` what they send to the database, and collect in `touched` whose followers are to be woken when the run is over.
 */
export function composeRun(
  env: Env,
  execution: Execution,
  { touched = new Set<string>(), queries = new QueryBudget().share() } = {},
) {
  const requestId = newId("job");
  const db = openDatabase(
    watchedDatabase(env.DB, (statements, send) => {
      queries.count(statements);
      return send();
    }),
  );
  const moment = (): Context => ({ ...composePlatform(env, execution, requestId), db, touched });
  return { moment, queriesLeft: () => queries.left };
}

/** The context of a piece of work that is over in a moment, like a message of a queue. */
export const composeJob = (env: Env, execution: Execution): Context => composePlatform(env, execution, newId("job"));

/** What this isolate knows of a carrier account without asking. */
export const carrierOutageOf = outageOf;

/** How the health check reaches what requests depend on. */
export function dependenciesOf(env: Env): Dependencies {
  const configuration = configOf(env);
  return {
    now: Date.now,
    configurationProblems: "problems" in configuration ? configuration.problems : [],
    readDatabase: async () => {
      const row = await env.DB.prepare("select 1 from tenants where id = ?").bind(PLATFORM_TENANT_ID).first();
      return row !== null;
    },
    reachObject: () => env.NUMBERS.getByName("health").ping(),
    carrierOutage: () => ("config" in configuration ? outageOf(configuration.config.twilio.accountSid) : null),
  };
}

/** What a Durable Object works with. */
export interface ObjectContext {
  readonly config: Config;
  readonly db: Database;
  readonly carrier: Carrier;
  readonly newEventId: () => string;
  readonly newDeliveryId: () => string;
  readonly vault: Vault;
  readonly resolve: Resolve;
}

export function composeObject(env: Env): ObjectContext {
  const config = requireConfig(env);
  return {
    config,
    db: databaseOf(env),
    carrier: carrierOf(config),
    newEventId: () => newId("event"),
    newDeliveryId: () => newId("webhookDelivery"),
    vault: vaultOf(config),
    resolve,
  };
}
