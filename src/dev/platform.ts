import { join } from "node:path";
import type { Miniflare } from "miniflare";
import { applyMigrations } from "./migrate.ts";
import { configOf, startWorker, varsOf } from "./miniflare.ts";
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
  /** Resolves when both Workers listen and all migrations are applied. */
  readonly ready: Promise<unknown>;
  /** Calls the Worker's scheduled handler, as Cloudflare does when a cron is due. */
  runScheduled(cron: string): Promise<void>;
  stop(): Promise<void>;
}

/** Runs the Worker and the sandbox, each in its own workerd process. */
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
    storage: join(stateDir, "state/v3"), // where Wrangler looks: `wrangler d1 execute DB --local` sees this database
    onLog: show(log, ["error"]),
  });
  return {
    baseUrl,
    sandboxUrl,
    twilio: { accountSid: TWILIO_ACCOUNT_SID, authToken: TWILIO_AUTH_TOKEN },
    crons: platform.triggers.crons ?? [],
    ready: Promise.all([listening(twilio), listening(worker).then(() => migrate(worker))]),
    runScheduled: async (cron) => {
      await (await worker.getWorker()).scheduled({ cron });
    },
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

const migrate = async (worker: Miniflare): Promise<void> =>
  applyMigrations(await worker.getD1Database("DB"), join(root, "migrations"));

/** Prints a Worker's log entries, one per line: all, or only these levels. */
const show =
  (all: boolean, levels: readonly string[]) =>
  (level: string, message: string): void => {
    if (all || levels.includes(level)) console.log(message.replaceAll(/\s*\n\s*/g, " "));
  };
