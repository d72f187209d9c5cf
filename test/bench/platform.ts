import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions as workerOptionsOf } from "wrangler";
import { buildSandbox } from "#dev/build-sandbox";
import { bundleWorker } from "#dev/bundle";
import { applyMigrations } from "#dev/migrate";
import { root } from "#dev/settings";
import { send } from "./load.ts";

const compatibilityDate = "2026-11-01";
const accountSid = "AC00000000000000000000000000005a4d";
export const authToken = "0123456789abcdef0123456789abcdef";
export const publicOrigin = "https://pm.example.com";
const adminToken = "admin-token-of-the-benchmark";
const out = join(root, "dist/bench");

type Database = Awaited<ReturnType<Miniflare["getD1Database"]>>;

interface Side {
  readonly origin: string;
  readonly db: Database;
  /** Calls a method of the object that a tenant's listeners are connected to. */
  tellFeed(tenantId: string, method: "wake" | "broadcast", ...args: string[]): Promise<void>;
}

/** Our Worker and the bare one in one workerd, each with a database and objects of its own, and the Twilio sandbox. */
export interface Running {
  readonly ours: Side;
  readonly bare: Side;
  readonly bundle: { readonly bytes: number; readonly gzipBytes: number };
  stop(): Promise<void>;
}

/** Each Worker listens on a socket of its own: neither `wrangler dev` nor Miniflare's own front Worker is measured. */
export async function startPlatform(): Promise<Running> {
  const script = await bundleWorker(out, () => undefined);
  const { modulesRules: _, assets: __, ...production } = workerOptionsOf(join(root, "wrangler.toml")).workerOptions;
  process.env.MINIFLARE_WORKERD_PATH = quietWorkerd();
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: "127.0.0.1",
      port: 0,
      cf: false,
      telemetry: { enabled: false },
      workers: [
        {
          ...production,
          name: "ours",
          modules: true,
          modulesRoot: dirname(script),
          scriptPath: script,
          bindings: {
            PUBLIC_ORIGIN: publicOrigin,
            KEY_ENVIRONMENT: "test",
            ADMIN_TOKEN: adminToken,
            SECRETS_KEY: Buffer.alloc(32, "secrets").toString("base64"),
            TWILIO_ACCOUNT_SID: accountSid,
            TWILIO_AUTH_TOKEN: authToken,
            API_RATE_LIMIT: "1000000",
          },
          ratelimits: {
            API_RATE: { namespace_id: "1001", simple: { limit: 1_000_000, period: 10 as const } },
            WEBHOOK_RATE: { namespace_id: "1002", simple: { limit: 1_000_000, period: 10 as const } },
          },
          outboundService: "twilio-sandbox",
          unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
        },
        {
          name: "bare",
          modules: true,
          scriptPath: join(import.meta.dirname, "bare-worker.js"),
          compatibilityDate,
          bindings: { SID: accountSid, TOKEN: authToken },
          d1Databases: { DB: "bare" },
          durableObjects: {
            NUMBERS: { className: "BareNumber", useSQLite: true },
            FEEDS: { className: "BareFeed", useSQLite: true },
          },
          outboundService: "twilio-sandbox",
          unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
        },
        {
          name: "twilio-sandbox",
          modules: true,
          scriptPath: await buildSandbox(join(out, "twilio-sandbox")),
          compatibilityDate,
          durableObjects: { ACCOUNT: { className: "SandboxAccount", useSQLite: true } },
          bindings: { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken },
        },
      ],
    }),
  );
  await miniflare.ready;
  const [ours, bare] = await Promise.all(
    ["ours", "bare"].map(async (name) => {
      const db = await miniflare.getD1Database("DB", name);
      await applyMigrations(db, join(root, "migrations"));
      const feeds = await miniflare.getDurableObjectNamespace("FEEDS", name);
      const tellFeed: Side["tellFeed"] = async (tenantId, method, ...args) => {
        const stub: object = feeds.get(feeds.idFromName(tenantId));
        await Reflect.apply(Reflect.get(stub, method), stub, args);
      };
      return { origin: (await miniflare.unsafeGetDirectURL(name)).origin, db, tellFeed };
    }),
  );
  if (bare) await dropTriggers(bare.db);
  if (!ours || !bare) throw new Error("Two Workers were to start.");
  const code = readFileSync(script);
  const bundle = { bytes: code.length, gzipBytes: gzipSync(code).length };
  return { ours, bare, bundle, stop: () => miniflare.dispose() };
}

/** workerd with its log thrown away: to be woken for each line of it is no work of the Worker. */
function quietWorkerd(): string {
  const script = join(out, "quiet-workerd");
  const { default: workerd } = createRequire(import.meta.url)("workerd");
  writeFileSync(script, `#!/bin/sh\nexec '${workerd}' "$@" >/dev/null 2>&1\n`, { mode: 0o755 });
  return script;
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
