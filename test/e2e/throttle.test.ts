import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "../support/eventually";
import { repetitions } from "../support/soak.ts";
import { type RunningSandbox, startSandbox } from "../twilio-sandbox/start.ts";
import { newStateDir } from "./platform.ts";
import { AT_ONCE, bundled, type Deployed, deploy, type Json } from "./workers.ts";

const CARRIER_LIMIT = 10;
const ITEMS = repetitions(200, 1_000);
/** Long enough for calls to overlap, as they do on a real line. */
const CARRIER_MS = 10;

let sandbox: RunningSandbox;
let worker: Deployed;
const storage = newStateDir();

beforeAll(async () => {
  sandbox = await startSandbox({ CONCURRENCY_LIMIT: String(CARRIER_LIMIT) });
  worker = await deploy(await bundled("throttle"), storage.path, sandbox.origin);
});

afterAll(async () => {
  await Promise.all([worker?.kill(), sandbox?.stop()]);
  storage.remove();
});

const asked = async (path: string): Promise<Json> => (await sandbox.control("GET", path)).json();

test("a large order at a carrier that takes ten requests at a time: no item fails, and hardly a request is turned away", async () => {
  await sandbox.control("POST", "/faults", { kind: "slow", operation: "any", delay_ms: CARRIER_MS, times: -1 });
  const tenant = await worker.api("POST", "/v1/tenants", undefined, { name: "Bulk" });
  const { key } = await worker.api("POST", `/v1/tenants/${tenant.id}/api-keys`, undefined, {});

  const items = Array.from({ length: ITEMS }, (_, i) => ({ phone_number: `+1628${2_000_000 + i * 7}` }));
  const placed = await worker.api("POST", "/v1/orders", key, { items });
  expect(placed.item_counts.queued).toBe(ITEMS);
  const begun = Date.now();
  const order = await eventually(
    async () => {
      const found = await worker.api("GET", `/v1/orders/${placed.id}`, key);
      expect(["completed", "partial", "failed"]).toContain(found.status);
      return found;
    },
    { interval: 500 },
  );
  const seconds = (Date.now() - begun) / 1_000;

  expect(order.item_counts).toMatchObject({ completed: ITEMS, failed: 0 });
  const { counts } = await asked("/state?limit=0");
  expect(counts).toMatchObject({ numbers: ITEMS, new_purchases: ITEMS, updates_by_purchase: 0 });
  const { requests } = await asked("/requests?limit=10000");
  const turnedAway = requests.filter(({ status }: Json) => status === 429).length;
  console.log({ ITEMS, seconds, requests: requests.length, turnedAway, maxConcurrency: counts.max_concurrency });
  // One look into the books and one post for each, but for what was turned away; items are bought side by side.
  expect(requests.length - turnedAway).toBeLessThanOrEqual(2 * ITEMS + 20);
  expect(turnedAway).toBeLessThanOrEqual(ITEMS / 100);
  expect(counts.max_concurrency).toBeLessThanOrEqual(AT_ONCE);
  expect(counts.max_concurrency).toBeGreaterThan(AT_ONCE / 2);
  expect(AT_ONCE).toBeGreaterThan(CARRIER_LIMIT / 2);
});
