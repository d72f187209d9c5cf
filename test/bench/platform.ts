import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions as workerOptionsOf } from "wrangler";
import { buildSandbox } from "#dev/build-sandbox";
import { bundleWorker } from "#dev/bundle";
import { applyMigrations } from "#dev/migrate";
import { root } from "#dev/settings";
import { portOutLockSupport } from "#inventory/phone-numbers/port-out-lock";
import { firstIdAt } from "#kernel/values/ids";
import { send } from "./load.ts";

const compatibilityDate = "2026-11-01";
const accountSid = "AC00000000000000000000000000005a4d";
export const authToken = "0123456789abcdef0123456789abcdef";
export const publicOrigin = "https://pm.example.com";
const adminToken = "admin-token-of-the-benchmark";
const out = join(root, "dist/bench");

type Database = Awaited<ReturnType<Miniflare["getD1Database"]>>;

type Command = "broadcast" | "wake";

/** What D1 counted for some requests, the work after their answers included. */
export interface Counted {
  readonly trips: number;
  readonly statements: number;
  readonly rowsRead: number;
  readonly rowsWritten: number;
}

/** One of the Workers in a workerd of its own, with a database and objects of its own. */
export interface Side {
  readonly origin: string;
  readonly db: Database;
  /** Calls a method of the object that a tenant's listeners are connected to. */
  tellFeed(tenantId: string, method: Command, ...args: string[]): Promise<void>;
  /** Starts the process anew, on the same storage. */
  restart(): Promise<void>;
  /** Waits until the work after all answers is done. */
  idle(): Promise<void>;
  /** What D1 counts while `work` runs and until everything after it is done. */
  count(work: () => Promise<unknown>): Promise<Counted>;
  /** Milliseconds that the process has kept processors busy; `NaN` where the system does not say so. */
  cpuMs(): number;
}

/** Both Workers, and the carrier that both buy from. */
export interface Running {
  readonly ours: Side;
  readonly bare: Side;
  readonly bundle: { readonly bytes: number; readonly gzipBytes: number };
  /** Lets the carrier take so long for each request about a number that is bought. */
  delayCarrier(ms: number): Promise<void>;
  stop(): Promise<void>;
}

type Options = Parameters<typeof convertV4MiniflareOptions>[0];
type WorkerOptions = Extract<Options, { workers: unknown }>["workers"][number];

const sockets = { unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }] };

const optionsOf = (worker: WorkerOptions): Options => ({
  host: "127.0.0.1",
  port: 0,
  cf: false,
  telemetry: { enabled: false },
  workers: [{ ...sockets, ...worker }],
});

/** A workerd with one Worker, which listens on a socket of its own: nothing of Wrangler's or Miniflare's is in front. */
async function startWorkerd(name: string, options: Options) {
  const script = join(out, `workerd-${name}`);
  const pidFile = `${script}.pid`;
  const { default: workerd } = createRequire(import.meta.url)("workerd");
  // Its log is thrown away: to be woken for each line of it is no work of the Worker.
  const text = `#!/bin/sh\necho $$ > '${pidFile}'\nexec '${workerd}' "$@" >/dev/null 2>&1\n`;
  writeFileSync(script, text, { mode: 0o755 });
  process.env.MINIFLARE_WORKERD_PATH = script;
  const converted = convertV4MiniflareOptions(options);
  const miniflare = new Miniflare(converted);
  const started = async () => {
    await miniflare.ready;
    return { origin: (await miniflare.unsafeGetDirectURL(name)).origin, pid: readFileSync(pidFile, "utf8").trim() };
  };
  let now = await started();
  return {
    miniflare,
    at: () => now,
    restart: async () => {
      process.env.MINIFLARE_WORKERD_PATH = script;
      await miniflare.setOptions(converted);
      now = await started();
    },
  };
}

/** Milliseconds for which the threads of a process had a processor, which Linux counts in nanoseconds. */
export function cpuMsOf(pid: string | number): number {
  const threads = `/proc/${pid}/task`;
  if (!existsSync(threads)) return Number.NaN;
  const times = readdirSync(threads).map((id) => readFileSync(join(threads, id, "schedstat"), "utf8").split(" ")[0]);
  return times.reduce((sum, nanoseconds) => sum + Number(nanoseconds), 0) / 1e6;
}

/** Puts the Worker's module and what stands around it (`observed.js`) into a directory. Returns the modules. */
function entryFor(name: string, module: string, objects: readonly string[]) {
  const directory = join(out, name);
  mkdirSync(directory, { recursive: true });
  copyFileSync(join(import.meta.dirname, "observed.js"), join(directory, "observed.js"));
  copyFileSync(module, join(directory, "worker.js"));
  const lines = [
    `import * as worker from "./worker.js";`,
    `import { observed, observedObject } from "./observed.js";`,
    ...objects.map((object) => `export const ${object} = observedObject(worker.${object});`),
    "export default observed(worker.default);",
  ];
  writeFileSync(join(directory, "entry.js"), lines.join("\n"));
  return modulesIn(directory, ["entry.js", "observed.js", "worker.js"]);
}

/** Modules of a directory, the entry first. */
const modulesIn = (directory: string, names: readonly string[]) => ({
  modulesRoot: directory,
  modules: names.map((name) => ({ type: "ESModule" as const, path: join(directory, name) })),
});

async function startCarrier() {
  const directory = join(out, "carrier");
  const sandbox = await buildSandbox(directory);
  renameSync(sandbox, join(directory, "sandbox.js"));
  copyFileSync(join(import.meta.dirname, "carrier.js"), join(directory, "carrier.js"));
  return await startWorkerd(
    "carrier",
    optionsOf({
      name: "carrier",
      ...modulesIn(directory, ["carrier.js", "sandbox.js"]),
      compatibilityDate,
      durableObjects: { ACCOUNT: { className: "SandboxAccount", useSQLite: true } },
      bindings: { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken },
    }),
  );
}

/** The Worker that would be deployed. Returns its options and the module's path. */
async function ourOptions(carrier: string): Promise<{ options: Options; script: string }> {
  const script = await bundleWorker(out, () => undefined);
  const { modulesRules: _, assets: __, ...production } = workerOptionsOf(join(root, "wrangler.toml")).workerOptions;
  const options = optionsOf({
    ...production,
    name: "ours",
    ...entryFor("ours", script, ["NumberReservation", "LiveFeed", "WebhookEndpoint"]),
    bindings: {
      PUBLIC_ORIGIN: publicOrigin,
      KEY_ENVIRONMENT: "test",
      ADMIN_TOKEN: adminToken,
      SECRETS_KEY: Buffer.alloc(32, "secrets").toString("base64"),
      TWILIO_ACCOUNT_SID: accountSid,
      TWILIO_AUTH_TOKEN: authToken,
      TWILIO_BASE_URL: carrier,
      API_RATE_LIMIT: "1000000",
    },
    ratelimits: {
      API_RATE: { namespace_id: "1001", simple: { limit: 1_000_000, period: 10 as const } },
      WEBHOOK_RATE: { namespace_id: "1002", simple: { limit: 1_000_000, period: 10 as const } },
    },
  });
  return { options, script };
}

const bareOptions = (carrier: string): Options =>
  optionsOf({
    name: "bare",
    ...entryFor("bare", join(import.meta.dirname, "bare-worker.js"), ["BareNumber", "BareFeed"]),
    compatibilityDate,
    bindings: { CARRIER: carrier, SID: accountSid, TOKEN: authToken, LOCK: { ...portOutLockSupport("reseller") } },
    d1Databases: { DB: "bare" },
    durableObjects: {
      NUMBERS: { className: "BareNumber", useSQLite: true },
      FEEDS: { className: "BareFeed", useSQLite: true },
    },
  });

export async function startPlatform(): Promise<Running> {
  mkdirSync(out, { recursive: true });
  const carrier = await startCarrier();
  const { options, script } = await ourOptions(carrier.at().origin);
  const ours = await startSide("ours", options);
  const bare = await startSide("bare", bareOptions(carrier.at().origin));
  await dropTriggers(bare.db);
  const code = readFileSync(script);
  return {
    ours,
    bare,
    bundle: { bytes: code.length, gzipBytes: gzipSync(code).length },
    delayCarrier: async (ms) => {
      await send({ method: "GET", url: `${carrier.at().origin}/bench/delay?ms=${ms}`, expect: 200 });
    },
    stop: async () => {
      for (const { stop } of [ours, bare]) await stop();
      await carrier.miniflare.dispose();
    },
  };
}

async function startSide(name: string, options: Options): Promise<Side & { stop(): Promise<void> }> {
  const { miniflare, at, restart } = await startWorkerd(name, options);
  const db = await miniflare.getD1Database("DB", name);
  await applyMigrations(db, join(root, "migrations"));
  const feeds = await miniflare.getDurableObjectNamespace("FEEDS", name);
  const ask = (path: string) => send({ method: "GET", url: `${at().origin}/bench/${path}`, expect: 200 });
  return {
    get origin() {
      return at().origin;
    },
    db,
    cpuMs: () => cpuMsOf(at().pid),
    restart: async () => {
      await restart();
      await ask("open");
    },
    tellFeed: async (tenantId, method, ...args) => {
      const stub: object = feeds.get(feeds.idFromName(tenantId));
      await Reflect.apply(Reflect.get(stub, method), stub, args);
    },
    idle: async () => {
      await ask("idle");
    },
    count: async (work) => {
      await ask("idle");
      await ask("count");
      await work();
      return JSON.parse(await ask("counted"));
    },
    stop: () => miniflare.dispose(),
  };
}

/** The bare Worker writes its rows and nothing else. */
async function dropTriggers(db: Database): Promise<void> {
  const { results } = await db.prepare("select name from sqlite_master where type = 'trigger'").all<{ name: string }>();
  await db.batch(results.map(({ name }) => db.prepare(`drop trigger ${name}`)));
}

export interface Tenant {
  readonly id: string;
  readonly key: string;
}

/** A tenant that both Workers know, with a key of ours. */
export async function makeTenant({ ours, bare }: Running): Promise<Tenant> {
  const post = async (path: string, body: object) => {
    const headers = { authorization: `Bearer ${adminToken}`, "content-type": "application/json" };
    const url = ours.origin + path;
    return JSON.parse(await send({ method: "POST", url, headers, body: JSON.stringify(body), expect: 201 }));
  };
  const { id } = await post("/v1/tenants", { name: "Bench", reservation_limit: 10_000 });
  const { key } = await post(`/v1/tenants/${id}/api-keys`, {});
  const row =
    "insert into tenants (id, name, reservation_limit, created_at, updated_at) values (?, 'Bench', 10000, 0, 0)";
  await bare.db.prepare(row).bind(id).run();
  return { id, key };
}

/** The id of a number of the inventory, in the order of creation from 0 on. */
export const numberIdAt = (at: number, area = "512"): string => `num_${area}${String(at).padStart(23, "0")}`;

/** No statement of the set-up shall run for long. */
const FILL_AT_A_TIME = 10_000;

/** Gives a tenant so many numbers of one area. */
export async function fillInventory(db: Database, tenantId: string, count: number, area = "512"): Promise<void> {
  for (let from = 0; from < count; from += FILL_AT_A_TIME) {
    await fill(db, tenantId, area, from, Math.min(from + FILL_AT_A_TIME, count));
  }
}

async function fill(db: Database, tenantId: string, area: string, from: number, before: number): Promise<void> {
  await db
    .prepare(
      `with recursive n (i) as (select cast(?4 as integer) union all select i + 1 from n where i < ?2 - 1)
       insert into phone_numbers (id, tenant_id, e164, country, type, voice, sms, mms, fax, status, acquisition_method,
         carrier_id, friendly_name, tags, metadata, price_amount, price_currency, created_at, updated_at)
       select 'num_' || ?3 || printf('%023d', i), ?1, '+1' || ?3 || (2000000 + i), 'US', 'local', 1, 1, 1, 0, 'active', 'reseller',
         'PN' || printf('%032d', i), 'Line ' || i, '["sales","east"]', '{"crm_id":"' || i || '"}', '1.15', 'USD',
         1700000000000 + i, 1700000000000 + i from n`,
    )
    .bind(tenantId, before, area, from)
    .run();
}

/** Gives a tenant's log so many events, of which one in `apart` is about the first number. */
export async function fillEvents(db: Database, tenantId: string, count: number, apart: number): Promise<void> {
  const { seq = 0 } = (await lastSeq(db, tenantId)) ?? {};
  const serialLength = 16;
  const timeOfId = firstIdAt("event", Date.now()).slice(0, -serialLength);
  for (let from = 0; from < count; from += FILL_AT_A_TIME) {
    await db
      .prepare(
        `with recursive n (i) as (select cast(?2 as integer) union all select i + 1 from n where i < ?3 - 1)
         insert into events (tenant_id, seq, id, type, occurred_at, actor, request_id, subject_type, subject_id, data)
         select ?1, ?4 + 1 + i, ?6 || printf('%016d', i), 'phone_number.updated', 1700000000000 + i, 'system',
           'req_00000000000000000000000000', 'phone_number',
           'num_512' || printf('%023d', iif(i % ?5 = 0, 0, 1 + i % 50000)), '{"phone_number":"+15122000000","changed":["tags"]}'
         from n`,
      )
      .bind(tenantId, from, Math.min(from + FILL_AT_A_TIME, count), seq, apart, timeOfId)
      .run();
  }
}

const lastSeq = (db: Database, tenantId: string) =>
  db
    .prepare("select coalesce(max(seq), 0) as seq from events where tenant_id = ?")
    .bind(tenantId)
    .first<{ seq: number }>();
