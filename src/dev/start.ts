import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Miniflare } from "miniflare";
import { buildSandbox } from "./build-sandbox.ts";
import { bundleWorker } from "./bundle.ts";
import { readCron } from "./cron.ts";
import { demoTenant, keyWorks } from "./demo-tenant.ts";
import { type DevFile, readDevFile, writeDevFile } from "./dev-file.ts";
import { guardWorkerd, whenAbandoned } from "./guard.ts";
import { applyMigrations } from "./migrate.ts";
import { configOf, startWorker, varsOf } from "./miniflare.ts";
import { freePort } from "./port.ts";
import { devFilePath, readSettings, root, type Settings } from "./settings.ts";
import { firstLine, giveUp, Trouble } from "./trouble.ts";
import { offline } from "./wrangler.ts";

/** `npm start`: the whole platform on this machine, with a sandbox in Twilio's place. Needs no network and no account. */

const begun = performance.now();
const closing: (() => unknown)[] = [];
let ending = false;

async function end(code: number): Promise<never> {
  ending = true;
  for (const close of closing.reverse()) await close();
  process.exit(code);
}

async function fail(error: unknown): Promise<void> {
  if (ending) return;
  console.error(error instanceof Trouble ? error.message : error);
  await end(1);
}

/** Miniflare has listeners of its own, which would not wait for the rest. */
function takeSignals(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.removeAllListeners(signal);
    process.on(signal, () => void (ending || end(0)));
  }
}

takeSignals();
process.stdout.on("error", () => end(0));
whenAbandoned(() => end(0));
start().catch(fail);

async function start(): Promise<void> {
  const settings = readSettings(process.env);
  const { stateDir } = settings;
  const earlier = readDevFile(makeDir(stateDir));
  if (await keyWorks(earlier)) {
    throw new Trouble(`The platform runs on ${named(stateDir)} already, at ${earlier.base_url}: stop it first.`);
  }
  const port = await freePort("PORT", settings.port);
  const sandboxPort = await freePort("SANDBOX_PORT", settings.sandboxPort);
  Object.assign(process.env, { ...offline, WRANGLER_LOG: "none" });
  closing.push(guardWorkerd());

  const platform = configOf("wrangler.toml");
  const sandbox = configOf("src/twilio-sandbox/wrangler.toml");
  const { TWILIO_ACCOUNT_SID = "", TWILIO_AUTH_TOKEN = "" } = varsOf(sandbox);
  const file = {
    base_url: `http://127.0.0.1:${port}`,
    sandbox_url: `http://127.0.0.1:${sandboxPort}`,
    admin_token: earlier.admin_token ?? randomBytes(24).toString("base64url"),
    twilio_account_sid: TWILIO_ACCOUNT_SID,
    twilio_auth_token: TWILIO_AUTH_TOKEN,
  };
  const [sandboxScript, script] = await Promise.all([
    buildSandbox(join(stateDir, "build/twilio-sandbox")),
    bundleWorker(join(stateDir, "build/phone-manager"), (child) => closing.push(() => child.kill())),
  ]);
  if (ending) return;
  const workers = [
    startWorker({
      config: sandbox,
      script: sandboxScript,
      port: sandboxPort,
      vars: {},
      storage: join(stateDir, "state/twilio-sandbox"),
      onLog: show(settings.log),
    }),
    startWorker({
      config: platform,
      script,
      port,
      vars: {
        PUBLIC_ORIGIN: file.base_url,
        KEY_ENVIRONMENT: "test",
        ADMIN_TOKEN: file.admin_token,
        TWILIO_BASE_URL: file.sandbox_url,
        TWILIO_ACCOUNT_SID,
        TWILIO_AUTH_TOKEN,
      },
      storage: join(stateDir, "state/v3"), // where Wrangler looks: `wrangler d1 execute DB --local` sees this database
      onLog: show(settings.log, ["error"]),
    }),
  ] as const;
  for (const worker of workers) closing.push(() => worker.dispose());
  takeSignals();
  await Promise.all(workers.map((worker) => worker.ready));
  const [, worker] = workers;
  await applyMigrations(await worker.getD1Database("DB"), join(root, "migrations"));
  const dev = { ...file, ...(await demoTenant(file.base_url, file.admin_token, earlier)) };
  writeDevFile(stateDir, dev);
  tell(dev, settings);
  await runJobs(worker, platform.triggers.crons ?? []);
}

function makeDir(path: string): string {
  try {
    mkdirSync(path, { recursive: true });
    return path;
  } catch (error) {
    throw new Trouble(`STATE_DIR cannot be used: ${firstLine(error)}`);
  }
}

/** As a person would name it: from the repository where it is inside. */
const named = (path: string): string => (path.startsWith(root) ? relative(root, path) : path);

/** Shows what a Worker logs, each entry on one line: all of it, or only some levels. */
const show =
  (all: boolean, levels: readonly string[] = []) =>
  (level: string, message: string): void => {
    if (all || levels.includes(level)) console.log(message.replaceAll(/\s*\n\s*/g, " "));
  };

function tell(dev: DevFile, { stateDir, log }: Settings): void {
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
  console.log(`PhoneManager runs (ready in ${seconds} s). Ctrl-C stops it.

  API       ${dev.base_url}/v1
  Docs      ${dev.base_url}/docs
  Health    ${dev.base_url}/health/ready
  Sandbox   ${dev.sandbox_url}/sandbox   (stands in for Twilio; its controls)
  Keys      ${named(devFilePath(stateDir))}${log ? "" : "\n  Log       off; LOG=1 npm start shows it"}

Try it:

  curl -s '${dev.base_url}/v1/available-phone-numbers?country=US&area_code=415&limit=3' -H 'authorization: Bearer ${dev.api_key}'

or the whole way of a number, in another terminal: npm run demo
`);
}

/** In Cloudflare's place: every cron at its minute, and once at the start for what was missed meanwhile. */
async function runJobs(worker: Miniflare, expressions: readonly string[]): Promise<void> {
  const crons = expressions.map((cron) => ({ cron, isDue: readCron(cron) }));
  const target = await worker.getWorker();
  const run = (cron: string) =>
    target.scheduled({ cron }).catch((error: unknown) => {
      if (!ending) console.error(`The job of ${cron} failed: ${firstLine(error)}`);
    });
  for (const { cron } of crons) await run(cron);
  while (!ending) {
    await sleep(60_000 - (Date.now() % 60_000));
    const now = new Date();
    for (const { cron, isDue } of crons) if (isDue(now)) void run(cron);
  }
}

// A failure of Miniflare's own that nobody awaits must not leave half a platform running.
process.on("unhandledRejection", (error) => giveUp(error));
