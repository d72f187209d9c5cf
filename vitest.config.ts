import { readFileSync } from "node:fs";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { readOpenApi } from "./src/dev/build-openapi.ts";
import { buildSandbox } from "./src/dev/build-sandbox.ts";
import { quietRuntime } from "./test/support/quiet-runtime.ts";

// Reports of workerd about what tests break on purpose.
quietRuntime();

const isSoak = process.env.SOAK === "1";
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

/** The Worker under test in workerd, on real D1 and Durable Objects; whatever it fetches lands in the Twilio sandbox. */
const workers = cloudflareTest(async () => ({
  wrangler: { configPath: "./wrangler.toml" },
  remoteBindings: false,
  miniflare: {
    bindings: {
      ...twilio,
      ...secrets,
      PUBLIC_ORIGIN: "https://pm.example.com",
      KEY_ENVIRONMENT: "test",
      TWILIO_AUTH_TOKEN_SECONDARY: "the-second-token",
      CARRIER_TIMEOUT_MS: "1000",
      ABSENCE_PROOF_MS: "1500",
      API_RATE_LIMIT: "1000",
      WEBHOOK_TIMEOUT_MS: "1000",
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
    outboundService: "twilio-sandbox",
    workers: [
      {
        name: "twilio-sandbox",
        modules: true,
        scriptPath: await buildSandbox("dist/test/twilio-sandbox"),
        compatibilityDate,
        durableObjects: { ACCOUNT: { className: "SandboxAccount", useSQLite: true } },
        bindings: twilio,
        // The Worker under test has no address, so what the sandbox tells of messages by itself goes nowhere.
        outboundService: () => new Response(null, { status: 204 }),
      },
    ],
  },
}));

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "rules",
          include: ["test/**/*rules.test.ts", "test/sweeps/code/**/*.test.ts"],
          isolate: false,
          testTimeout: 30_000,
        },
      },
      {
        plugins: [workers],
        test: {
          name: "workerd",
          include: ["test/**/*.test.ts"],
          exclude: ["test/**/*rules.test.ts", "test/{sweeps/code,contract,twilio-sandbox,e2e,soak}/**"],
          setupFiles: ["./test/support/migrate.ts"],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: "node",
          // Tests of test/soak take minutes or bound memory: they run under `npm run test:soak` alone.
          include: [`test/{contract,twilio-sandbox,e2e${isSoak ? ",soak" : ""}}/**/*.test.ts`],
          globalSetup: ["test/twilio-sandbox/build.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
    maxWorkers: 3,
    env: { SOAK: process.env.SOAK ?? "" },
    silent: "passed-only",
  },
});
