import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { readOpenApi } from "./src/dev/build-openapi.ts";
import { buildSandbox } from "./src/dev/build-sandbox.ts";
import { quietRuntime } from "./test/support/quiet-runtime.ts";

// Reports of workerd about what tests break on purpose.
quietRuntime();

const isSoak = process.env.SOAK === "1";
/**
 * Ends a test that hangs, and no other: a slow, busy machine takes ten times what a quiet one does. A test of the soak
 * repeats hundreds of times what the same test does a few times in `npm test`.
 */
const TEST_TIMEOUT_MS = (isSoak ? 60 : 20) * 60_000;
const compatibilityDate = "2026-11-01";
const twilio = {
  TWILIO_ACCOUNT_SID: "AC00000000000000000000000000005a4d",
  TWILIO_AUTH_TOKEN: "0123456789abcdef0123456789abcdef",
};
const secrets = {
  ADMIN_TOKEN: "admin-token-of-the-test-suite",
  SECRETS_KEY: Buffer.alloc(32, "secrets").toString("base64"),
  TWILIO_AUTH_TOKEN: twilio.TWILIO_AUTH_TOKEN,
};

// wrangler looks for required secrets in the environment.
Object.assign(process.env, secrets);

/** Stands in for the internet: every name has one public address, and the Twilio sandbox is behind it. */
const internet = `export default {
  fetch(request, { SANDBOX }) {
    const { hostname, searchParams } = new URL(request.url);
    if (hostname !== "cloudflare-dns.com") return SANDBOX.fetch(request);
    // DNS in wire format: the question comes back, and behind it an address if it asks for one of IPv4 (type 1).
    const query = atob(searchParams.get("dns").replaceAll("-", "+").replaceAll("_", "/"));
    const question = Array.from(query.slice(12), (character) => character.charCodeAt(0));
    const isA = question.at(-3) === 1;
    const header = [0, 0, 0x81, 0x80, 0, 1, 0, isA ? 1 : 0, 0, 0, 0, 0];
    const record = [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 93, 184, 216, 34];
    return new Response(Uint8Array.from([...header, ...question, ...(isA ? record : [])]));
  },
}`;

const sandboxPath = await buildSandbox("dist/test/twilio-sandbox");

/** Replaces the file of counters that the costs guide is computed from, for `UPDATE_COUNTERS=1`. */
async function writeCounters(request: { text(): Promise<string> }) {
  await writeFile("src/dev/costs/counters.json", await request.text());
  return new Response(null, { status: 204 });
}

/** The Worker under test in workerd, on real D1 and Durable Objects. */
const workerWith =
  (databases: { readonly [binding: string]: string }, settings: { readonly [name: string]: string }) => async () => ({
    wrangler: { configPath: "./wrangler.toml" },
    remoteBindings: false,
    miniflare: {
      d1Databases: databases,
      serviceBindings: { UPDATED_COUNTERS: writeCounters },
      bindings: {
        ...twilio,
        ...secrets,
        ...settings,
        PUBLIC_ORIGIN: "https://pm.example.com",
        KEY_ENVIRONMENT: "test",
        TWILIO_AUTH_TOKEN_SECONDARY: "the-second-token",
        // Long for a busy machine, short for a test that waits for them. A purchase that takes effect late does so in between.
        CARRIER_TIMEOUT_MS: "2500",
        ABSENCE_PROOF_MS: "6000",
        // All tests of a file are one administrator, whose clock may stand still.
        API_RATE_LIMIT: "1000000",
        WEBHOOK_TIMEOUT_MS: "5000",
        CRON_TRIGGERS: readFileSync("wrangler.toml", "utf8").match(/crons = (\[.*\])/)?.[1] ?? "[]",
        CONSUMED_QUEUES: JSON.stringify(
          [...readFileSync("wrangler.toml", "utf8").matchAll(/\[\[queues\.consumers\]\]\nqueue = "([^"]+)"/g)].map(
            ([, queue]) => queue,
          ),
        ),
        OPENAPI_DOCUMENT: JSON.stringify(await readOpenApi()),
        TEST_MIGRATIONS: await readD1Migrations("./migrations"),
      },
      ratelimits: {
        API_RATE: { namespace_id: "1001", simple: { limit: 100_000, period: 10 as const } },
        WEBHOOK_RATE: { namespace_id: "1002", simple: { limit: 1_000, period: 10 as const } },
      },
      outboundService: "internet",
      workers: [
        {
          name: "internet",
          modules: true,
          script: internet,
          compatibilityDate,
          serviceBindings: { SANDBOX: "twilio-sandbox" },
        },
        {
          name: "twilio-sandbox",
          modules: true,
          scriptPath: sandboxPath,
          compatibilityDate,
          durableObjects: { ACCOUNT: { className: "SandboxAccount", useSQLite: true } },
          bindings: twilio,
          // The Worker under test has no address, so what the sandbox tells of messages by itself goes nowhere.
          outboundService: () => new Response(null, { status: 204 }),
        },
      ],
    },
  });

/** As a stranger deploys it: with one database. The tests of round trips and of statements hold for that. */
const worker = workerWith({}, {});
/** With a second database, into which all new tenants go: see test/databases. */
const workerWithTwo = workerWith({ DB_2: "phone-manager-2" }, { NEW_TENANT_DATABASE: "DB_2" });

/**
 * These files look at what a runtime keeps in memory, such as waiting messages and remembered prices, so each has a
 * runtime of its own. The others share one, as starting one takes longer than most files.
 */
const withOwnRuntime = ["test/operations/health/report.test.ts", "test/runtime/carrier-trouble.test.ts"];

const workerd = {
  setupFiles: ["./test/support/fixed-seed.ts", "./test/support/migrate.ts"],
  testTimeout: TEST_TIMEOUT_MS,
  hookTimeout: TEST_TIMEOUT_MS,
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "rules",
          include: ["test/**/*rules.test.ts", "test/sweeps/code/**/*.test.ts"],
          isolate: false,
          setupFiles: ["./test/support/fixed-seed.ts"],
          testTimeout: TEST_TIMEOUT_MS,
        },
      },
      {
        plugins: [cloudflareTest(worker)],
        test: { ...workerd, name: "workerd alone", isolate: true, include: withOwnRuntime },
      },
      {
        plugins: [cloudflareTest(worker)],
        test: {
          ...workerd,
          name: "workerd",
          isolate: false,
          include: ["test/**/*.test.ts"],
          exclude: [
            "test/**/*rules.test.ts",
            "test/{sweeps/code,databases,clients,contract,twilio-sandbox,sip/ladder,e2e,soak}/**",
            ...withOwnRuntime,
          ],
        },
      },
      {
        plugins: [cloudflareTest(workerWithTwo)],
        test: { ...workerd, name: "two databases", isolate: false, include: ["test/databases/**/*.test.ts"] },
      },
      {
        test: {
          name: "node",
          // Tests of test/soak take minutes or bound memory: they run under `npm run test:soak` alone.
          include: [`test/{clients,contract,twilio-sandbox,sip/ladder,e2e${isSoak ? ",soak" : ""}}/**/*.test.ts`],
          globalSetup: ["test/twilio-sandbox/build.ts"],
          setupFiles: ["./test/support/fixed-seed.ts"],
          testTimeout: TEST_TIMEOUT_MS,
          hookTimeout: TEST_TIMEOUT_MS,
        },
      },
    ],
    maxWorkers: 3,
    env: { SOAK: process.env.SOAK ?? "", UPDATE_COUNTERS: process.env.UPDATE_COUNTERS ?? "" },
    silent: "passed-only",
  },
});
