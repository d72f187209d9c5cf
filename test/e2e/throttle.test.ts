import { dirname, join } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import { unstable_getMiniflareWorkerOptions as workerOptionsOf } from "wrangler";
import { bundleWorker } from "../../src/dev/bundle.ts";
import { applyMigrations } from "../../src/dev/migrate.ts";
import { configOf } from "../../src/dev/miniflare.ts";
import { accountSid, authToken } from "../twilio-sandbox/start.ts";
import { root } from "./platform.ts";

const CARRIER_LIMIT = 10;
/** As many as take half a minute on two cores; an order may have 1,000. */
const ITEMS = Number(process.env.THROTTLE_ITEMS ?? 300);
/** Long enough for calls to overlap, as they do on a real line. */
const CARRIER_MS = 10;
const adminToken = "admin-token-of-the-test-suite";

const consumer = configOf("wrangler.toml").queues.consumers?.find(({ queue }) => queue === "purchases");
const MAX_CONSUMERS = consumer?.max_concurrency ?? 0;
const BATCH = consumer?.max_batch_size ?? 0;

let miniflare: Miniflare;
let origin: string;

beforeAll(async () => {
  const script = await bundleWorker(join(root, "dist/test/throttle"), () => undefined);
  const { modulesRules: _, assets: __, ...production } = workerOptionsOf(join(root, "wrangler.toml")).workerOptions;
  const compatibilityDate = "2026-11-01";
  miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: "127.0.0.1",
      port: 0,
      cf: false,
      telemetry: { enabled: false },
      handleStructuredLogs: () => undefined,
      workers: [
        {
          ...production,
          name: "ours",
          modules: true,
          modulesRoot: dirname(script),
          scriptPath: script,
          bindings: {
            PUBLIC_ORIGIN: "https://pm.example.com",
            KEY_ENVIRONMENT: "test",
            ADMIN_TOKEN: adminToken,
            TWILIO_ACCOUNT_SID: accountSid,
            TWILIO_AUTH_TOKEN: authToken,
          },
          outboundService: "twilio-sandbox",
        },
        {
          name: "twilio-sandbox",
          modules: true,
          scriptPath: inject("sandboxScript"),
          compatibilityDate,
          durableObjects: { ACCOUNT: { className: "SandboxAccount", useSQLite: true } },
          bindings: {
            TWILIO_ACCOUNT_SID: accountSid,
            TWILIO_AUTH_TOKEN: authToken,
            CONCURRENCY_LIMIT: String(CARRIER_LIMIT),
          },
          unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
        },
      ],
    }),
  );
  origin = (await miniflare.ready).origin;
  await applyMigrations(await miniflare.getD1Database("DB", "ours"), join(root, "migrations"));
});

afterAll(() => miniflare?.dispose());

// biome-ignore lint/suspicious/noExplicitAny: what the API says is the thing under test.
type Json = any;

async function api(method: string, path: string, token: string, body?: object): Promise<Json> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const answer = await fetch(origin + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return await answer.json();
}

/**
 * Cloudflare runs as many consumers at once as `max_concurrency` allows, Miniflare only one. The others are made here: they
 * deliver the same messages again, which a queue may do anyway, each consumer a part of its own and all beside Miniflare's.
 */
async function deliverBeside(itemIds: readonly string[]): Promise<void> {
  const worker = await miniflare.getWorker("ours");
  const left = [...itemIds].reverse();
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
  await Promise.all(Array.from({ length: MAX_CONSUMERS - 1 }, consume));
}

test("a large order at a carrier that takes ten requests at a time: no item fails, and hardly a request is turned away", async () => {
  const { origin: sandbox } = await miniflare.unsafeGetDirectURL("twilio-sandbox");
  const state = async () => (await (await fetch(`${sandbox}/sandbox/state?limit=0`)).json()) as Json;
  const slow = { kind: "slow", operation: "any", delay_ms: CARRIER_MS, times: -1 };
  await fetch(`${sandbox}/sandbox/faults`, { method: "POST", body: JSON.stringify(slow) });
  const tenant = await api("POST", "/v1/tenants", adminToken, { name: "Bulk" });
  const { key } = await api("POST", `/v1/tenants/${tenant.id}/api-keys`, adminToken, {});

  const items = Array.from({ length: ITEMS }, (_, i) => ({ phone_number: `+1628${2_000_000 + i * 7}` }));
  const placed = await api("POST", "/v1/orders", key, { items });
  expect(placed.item_counts.queued).toBe(ITEMS);
  const begun = Date.now();
  await deliverBeside(placed.items.map(({ id }: Json) => id));
  const order = await vi.waitFor(
    async () => {
      const found = await api("GET", `/v1/orders/${placed.id}`, key);
      expect(["completed", "partial", "failed"]).toContain(found.status);
      return found;
    },
    { timeout: 60_000, interval: 500 },
  );
  const seconds = (Date.now() - begun) / 1_000;

  expect(order.item_counts).toMatchObject({ completed: ITEMS, failed: 0 });
  const { counts } = await state();
  expect(counts).toMatchObject({ numbers: ITEMS, new_purchases: ITEMS, updates_by_purchase: 0 });
  const { requests } = (await (await fetch(`${sandbox}/sandbox/requests?limit=10000`)).json()) as Json;
  const turnedAway = requests.filter(({ status }: Json) => status === 429).length;
  console.log({ ITEMS, seconds, requests: requests.length, turnedAway, maxConcurrency: counts.max_concurrency });
  // One look into the books and one post for each, but for what was turned away; the consumers did work side by side.
  expect(requests.length - turnedAway).toBeLessThanOrEqual(2 * ITEMS + 20);
  expect(turnedAway).toBeLessThanOrEqual(ITEMS / 100);
  expect(counts.max_concurrency).toBeLessThanOrEqual(MAX_CONSUMERS);
  expect(counts.max_concurrency).toBeGreaterThan(MAX_CONSUMERS / 2);
}, 120_000);
