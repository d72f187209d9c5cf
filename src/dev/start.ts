import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stop as stopEsbuild } from "esbuild";
import { buildSandbox } from "./build-sandbox.ts";
import { bundleWorker } from "./bundle.ts";
import { guardWorkerd, onParentExit } from "./child-processes.ts";
import { readCron } from "./cron.ts";
import { demoTenant, keyWorks } from "./demo-tenant.ts";
import { type DevFile, formerOrigins, readDevFile, writeDevFile } from "./dev-file.ts";
import type { Platform } from "./platform.ts";
import { freePort } from "./port.ts";
import { devFilePath, originOf, readSettings, root, type Settings } from "./settings.ts";
import { exitWithError, firstLine, UserError } from "./user-error.ts";
import { offline } from "./wrangler.ts";

/**
 * `npm start`: runs the platform on this machine with a sandbox in place of Twilio. Needs no network and no account.
 */

/** How long closing may take before the process exits anyway. */
const CLOSING_MS = 5_000;

const startedAt = performance.now();
const closing: (() => unknown)[] = [];
let ending = false;

async function end(code: number): Promise<void> {
  if (ending) return;
  ending = true;
  setTimeout(() => process.exit(1), CLOSING_MS);
  for (const close of closing.reverse()) await close();
  process.exit(code);
}

const stop = () => end(0);

/** Node.js does not inherit from `nohup` that this signal is to be ignored, and workerd gets it, too. */
function onHangUp(): void {
  console.log(
    "The terminal was closed (SIGHUP), so PhoneManager ends. To keep it running without one, start it in a session of " +
      "its own: setsid nohup npm start > phone-manager.log 2>&1 &",
  );
  void stop();
}

function onNpmExit(): void {
  if (!ending) console.log("npm, which started PhoneManager, has ended, so PhoneManager ends, too.");
  void stop();
}

const signals = { SIGINT: stop, SIGTERM: stop, SIGHUP: onHangUp } as const;

/** Replaces Miniflare's signal listeners, which would exit before everything is closed. */
function takeSignals(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    const listener = signals[signal];
    if (!process.listeners(signal).includes(listener)) process.on(signal, listener);
    for (const other of process.listeners(signal)) if (other !== listener) process.removeListener(signal, other);
  }
}

takeSignals();
for (const output of [process.stdout, process.stderr]) output.on("error", stop);
process.on("unhandledRejection", exitWithError);
onParentExit(onNpmExit);

start().catch((error: unknown) => {
  if (ending) return;
  console.error(error instanceof UserError ? error.message : error);
  return end(1);
});

async function start(): Promise<void> {
  const settings = readSettings(process.env);
  const { stateDir, log } = settings;
  const earlier = readDevFile(makeDir(stateDir));
  if (await keyWorks(earlier)) {
    throw new UserError(
      `A platform already runs with STATE_DIR ${displayPath(stateDir)}, at ${earlier.base_url}. Stop it first.`,
    );
  }
  const port = await freePort("PORT", settings.port);
  const sandboxPort = await freePort("SANDBOX_PORT", settings.sandboxPort);
  const adminToken = earlier.admin_token ?? randomBytes(24).toString("base64url");
  const secretsKey = earlier.secrets_key ?? randomBytes(32).toString("base64");

  Object.assign(process.env, { ...offline, WRANGLER_LOG: "none" });
  closing.push(guardWorkerd());
  const [{ runPlatform }, script, sandboxScript] = await Promise.all([
    prepare(stateDir),
    bundleWorker(join(stateDir, "build/phone-manager"), (child) => closing.push(() => child.kill())),
    buildSandbox(join(stateDir, "build/twilio-sandbox")),
  ]);
  await stopEsbuild();
  if (ending) return;
  const remembered = formerOrigins(earlier, originOf(port));
  const platform = runPlatform({
    port,
    sandboxPort,
    formerOrigins: [...new Set([...settings.formerOrigins, ...remembered])],
    stateDir,
    adminToken,
    secretsKey,
    script,
    sandboxScript,
    log,
  });
  closing.push(() => platform.stop());
  takeSignals();
  await platform.ready;

  const dev = {
    base_url: platform.baseUrl,
    former_origins: remembered,
    sandbox_url: platform.sandboxUrl,
    admin_token: adminToken,
    secrets_key: secretsKey,
    twilio_account_sid: platform.twilio.accountSid,
    twilio_auth_token: platform.twilio.authToken,
    ...(await demoTenant(platform.baseUrl, adminToken, earlier)),
  };
  writeDevFile(stateDir, dev);
  printOverview(dev, settings);
  await runJobs(platform);
}

/** Prepares the database. The module is imported late: Wrangler and Miniflare take a second to load. */
async function prepare(stateDir: string) {
  const platform = await import("./platform.ts");
  if (ending) return platform;
  const database = platform.prepareDatabase(stateDir);
  closing.push(() => database.stop());
  takeSignals();
  await database.done;
  return platform;
}

function makeDir(path: string): string {
  try {
    mkdirSync(path, { recursive: true });
    return path;
  } catch (error) {
    throw new UserError(`STATE_DIR cannot be used as a directory: ${firstLine(error)}`);
  }
}

/** A path for people: relative to the repository if it is inside. */
const displayPath = (path: string): string => (path.startsWith(root) ? relative(root, path) : path);

function printOverview(dev: DevFile, { stateDir, log }: Settings): void {
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.log(`PhoneManager is running (started in ${seconds} s). Press Ctrl-C to stop it.

  Console   ${dev.base_url}/console/sign-in#key=${dev.api_key}
            (one click signs you in as the demo tenant; the platform's operator signs in with the ADMIN_TOKEN in Keys)
  API       ${dev.base_url}/v1
  Docs      ${dev.base_url}/docs
  Health    ${dev.base_url}/health/ready
  Sandbox   ${dev.sandbox_url}/sandbox   (in place of Twilio; the URL has its controls)
  Keys      ${displayPath(devFilePath(stateDir))}
  Log       ${log ? "all entries" : "errors only; LOG=1 npm start shows all entries"}

Try it:

  curl -s '${dev.base_url}/v1/available-phone-numbers?country=US&area_code=415&limit=3' -H 'authorization: Bearer ${dev.api_key}'

or see a phone number's whole life, in another terminal: npm run demo
`);
}

/** Runs every cron at its minute, as Cloudflare does, and each one once at the start for what was missed. */
async function runJobs(platform: Platform): Promise<void> {
  const crons = platform.crons.map((cron) => ({ cron, isDue: readCron(cron) }));
  const run = (cron: string): Promise<void> =>
    platform.runScheduled(cron).catch((error: unknown) => {
      if (!ending) console.error(`The jobs of the cron "${cron}" failed: ${firstLine(error)}`);
    });
  for (const { cron } of crons) await run(cron);
  while (!ending) {
    await sleep(60_000 - (Date.now() % 60_000));
    const now = new Date();
    for (const { cron, isDue } of crons) if (isDue(now)) void run(cron);
  }
}
