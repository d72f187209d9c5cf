import { join } from "node:path";
import type { Miniflare } from "miniflare";
import { applyMigrations } from "./migrate.ts";
import { configOf, runScheduled, startDatabases, startWorker, varsOf } from "./miniflare.ts";
import { releaseInterrupted } from "./release-interrupted.ts";
import { originOf, root } from "./settings.ts";
import { firstLine, UserError } from "./user-error.ts";

export interface PlatformOptions {
  readonly port: number;
  readonly sandboxPort: number;
  /** Earlier origins: their webhooks are accepted, and the sync points their phone numbers to the current origin. */
  readonly formerOrigins: readonly string[];
  readonly stateDir: string;
  readonly adminToken: string;
  readonly secretsKey: string;
  /** Paths of the bundled modules. */
  readonly script: string;
  readonly sandboxScript: string;
  /** Show all log entries instead of the platform's errors only. */
  readonly log: boolean;
}

export interface Platform {
  readonly baseUrl: string;
  readonly sandboxUrl: string;
  readonly twilio: { readonly accountSid: string; readonly authToken: string };
  /** The Worker's cron expressions. */
  readonly crons: readonly string[];
  /** Resolves when both Workers listen. */
  readonly ready: Promise<unknown>;
  /** Calls the Worker's scheduled handler, as Cloudflare does when a cron is due. */
  runScheduled(cron: string): Promise<void>;
  stop(): Promise<void>;
}

/** Where Wrangler looks: `wrangler d1 execute DB --local` sees this database. */
const storageOf = (stateDir: string): string => join(stateDir, "state/v3");

export interface Preparation {
  /** Resolves when the database is ready for the Worker. */
  readonly done: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Migrates the database, and hands over what the last process was at when it ended.
 *
 * Before the Worker starts, because Miniflare blocks this process while it waits for the database. A Worker that logs
 * meanwhile fills its pipe, which this process empties, and then waits for it: neither would ever go on.
 */
export function prepareDatabase(stateDir: string): Preparation {
  const databases = startDatabases({ config: configOf("wrangler.toml"), storage: storageOf(stateDir) });
  const prepare = async () => {
    const db = await databases.getD1Database("DB");
    await applyMigrations(db, join(root, "migrations"));
    await releaseInterrupted(db);
  };
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= databases.dispose();
    return stopped;
  };
  return { done: prepare().finally(stop), stop };
}

/** Runs the Worker and the sandbox, each in its own workerd process. The database must be prepared. */
export function runPlatform(parts: PlatformOptions): Platform {
  const { port, sandboxPort, stateDir, log } = parts;
  const platform = configOf("wrangler.toml");
  const sandbox = configOf("src/twilio-sandbox/wrangler.toml");
  const { TWILIO_ACCOUNT_SID = "", TWILIO_AUTH_TOKEN = "" } = varsOf(sandbox);
  const baseUrl = originOf(port);
  const sandboxUrl = originOf(sandboxPort);
  const twilio = startWorker({
    config: sandbox,
    script: parts.sandboxScript,
    port: sandboxPort,
    vars: {},
    storage: join(stateDir, "state/twilio-sandbox"),
    onLog: show(log, []),
  });
  const worker = startWorker({
    config: platform,
    script: parts.script,
    port,
    vars: {
      PUBLIC_ORIGIN: baseUrl,
      FORMER_ORIGINS: parts.formerOrigins.join(","),
      KEY_ENVIRONMENT: "test",
      ADMIN_TOKEN: parts.adminToken,
      SECRETS_KEY: parts.secretsKey,
      TWILIO_BASE_URL: sandboxUrl,
      TWILIO_ACCOUNT_SID,
      TWILIO_AUTH_TOKEN,
    },
    storage: storageOf(stateDir),
    onLog: show(log, ["error"]),
  });
  return {
    baseUrl,
    sandboxUrl,
    twilio: { accountSid: TWILIO_ACCOUNT_SID, authToken: TWILIO_AUTH_TOKEN },
    crons: platform.triggers.crons ?? [],
    ready: Promise.all([listening(twilio), listening(worker)]),
    runScheduled: (cron) => runScheduled(worker, cron),
    stop: async () => {
      await Promise.all([worker.dispose(), twilio.dispose()]);
    },
  };
}

async function listening(worker: Miniflare): Promise<void> {
  try {
    await worker.ready;
  } catch (error) {
    const isTaken = error instanceof Error && "code" in error && error.code === "ERR_ADDRESS_IN_USE";
    throw isTaken ? new UserError(firstLine(error)) : error;
  }
}

/** Prints a Worker's log entries, one per line: all, or only these levels. */
const show =
  (all: boolean, levels: readonly string[]) =>
  (level: string, message: string): void => {
    if (all || levels.includes(level)) console.log(message.replaceAll(/\s*\n\s*/g, " "));
  };
