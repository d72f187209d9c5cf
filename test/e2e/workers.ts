import { once } from "node:events";
import { join } from "node:path";
import type { Miniflare } from "miniflare";
import { bundleWorker } from "#dev/bundle";
import { applyMigrations } from "#dev/migrate";
import { configOf, startWorker } from "#dev/miniflare";
import { PURCHASES_AT_ONCE } from "#kernel/ports/message-queues";
import { accountSid, authToken } from "../twilio-sandbox/start.ts";
import { root } from "./platform.ts";

/** The Worker as it is deployed, in a workerd of its own that a test may kill and start again on the same storage. */

const adminToken = "admin-token-of-the-test-suite";
const config = configOf("wrangler.toml");
const consumer = config.queues.consumers?.find(({ queue }) => queue === "purchases");
export const MAX_CONSUMERS = consumer?.max_concurrency ?? 0;
const BATCH = consumer?.max_batch_size ?? 0;
/** Items that are bought at once. */
export const AT_ONCE = MAX_CONSUMERS * PURCHASES_AT_ONCE;

// biome-ignore lint/suspicious/noExplicitAny: what the API says is the thing under test.
export type Json = any;

type D1 = Awaited<ReturnType<Miniflare["getD1Database"]>>;

export interface Deployed {
  /** Answers the parsed body; throws unless the answer is a success. `token` is the administrator's unless given. */
  api(method: string, path: string, token?: string, body?: object): Promise<Json>;
  /** What the queue brings, to as many consumers at once as `max_concurrency` allows; Miniflare itself runs only one. */
  deliver(itemIds: readonly string[], consumers: number): Promise<void>;
  runJobs(): Promise<void>;
  readonly origin: string;
  readonly db: D1;
  /** All databases, by binding. */
  readonly databases: ReadonlyMap<string, D1>;
  /** Bytes that the Worker's isolate holds at this moment, garbage not yet collected and buffers included. */
  heapBytes(): Promise<number>;
  /** Kills the process: whatever was under way is lost, and what was stored is there for the next. */
  kill(): Promise<void>;
}

export const bundled = (name: string): Promise<string> => bundleWorker(join(root, "dist/test", name), () => undefined);

/** The configuration with this many databases, as the guide says to bind them. */
function configWith(databases: number): typeof config {
  const [first] = config.d1_databases;
  const others = Array.from({ length: databases - 1 }, (_, at) => {
    const name = `phone-manager-${at + 2}`;
    return { ...first, binding: `DB_${at + 2}`, database_name: name, database_id: name };
  });
  return { ...config, d1_databases: [...config.d1_databases, ...others] };
}

export async function deploy(
  script: string,
  storage: string,
  sandboxOrigin: string,
  vars: Readonly<Record<string, string>> = {},
  databaseCount = 1,
): Promise<Deployed> {
  const bound = configWith(databaseCount);
  const miniflare = startWorker({
    config: bound,
    script,
    port: 0,
    inspected: true,
    storage,
    onLog: () => undefined,
    vars: {
      PUBLIC_ORIGIN: "https://pm.example.com",
      KEY_ENVIRONMENT: "test",
      ADMIN_TOKEN: adminToken,
      SECRETS_KEY: Buffer.alloc(32, "secrets").toString("base64"),
      TWILIO_ACCOUNT_SID: accountSid,
      TWILIO_AUTH_TOKEN: authToken,
      TWILIO_BASE_URL: sandboxOrigin,
      ...vars,
    },
  });
  const { origin } = await miniflare.ready;
  const databases = new Map<string, D1>();
  for (const { binding } of bound.d1_databases) {
    const database = await miniflare.getD1Database(binding);
    await applyMigrations(database, join(root, "migrations"));
    databases.set(binding, database);
  }
  const db = await miniflare.getD1Database("DB");
  const debug = await debuggerOf(miniflare);
  return {
    origin,
    db,
    databases,
    heapBytes: async () => {
      const { usedSize, embedderHeapUsedSize, backingStorageSize } = await debug("Runtime.getHeapUsage");
      return usedSize + embedderHeapUsedSize + backingStorageSize;
    },
    api: async (method, path, token = adminToken, body) => {
      const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
      const answer = await fetch(origin + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
      return await answer.json();
    },
    deliver: (itemIds, consumers) => deliver(miniflare, itemIds, consumers),
    runJobs: async () => {
      const worker = await miniflare.getWorker();
      for (const cron of config.triggers.crons ?? []) await worker.scheduled({ cron });
    },
    kill: () => miniflare.dispose(),
  };
}

async function deliver(miniflare: Miniflare, itemIds: readonly string[], consumers: number): Promise<void> {
  const worker = await miniflare.getWorker();
  const left = [...itemIds];
  const consume = async () => {
    while (left.length > 0) {
      const messages = left.splice(0, BATCH).map((itemId) => ({
        id: itemId,
        timestamp: new Date(),
        attempts: 1,
        body: { itemId },
      }));
      await worker.queue("purchases", messages);
    }
  };
  await Promise.all(Array.from({ length: consumers }, consume));
}

/** Asks the isolate by the Chrome DevTools protocol. */
async function debuggerOf(miniflare: Miniflare): Promise<(method: string) => Promise<Json>> {
  const url = await miniflare.getInspectorURL();
  const targets: Json[] = await (await fetch(`http://${url.host}/json`)).json();
  const { webSocketDebuggerUrl } = targets.find(({ id }) => id.endsWith(config.name)) ?? targets[0];
  const socket = new WebSocket(webSocketDebuggerUrl);
  const waiting = new Map<number, (result: Json) => void>();
  socket.addEventListener("message", ({ data }) => {
    const { id, result } = JSON.parse(data);
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  await once(socket, "open");
  let asked = 0;
  return (method) =>
    new Promise((answer) => {
      asked += 1;
      waiting.set(asked, answer);
      socket.send(JSON.stringify({ id: asked, method }));
    });
}
