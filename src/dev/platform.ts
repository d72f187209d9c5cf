import { join } from "node:path";
import type { Miniflare } from "miniflare";
import { applyMigrations } from "./migrate.ts";
import { configOf, startWorker, varsOf } from "./miniflare.ts";
import { originOf, root } from "./settings.ts";
import { firstLine, UserError } from "./user-error.ts";

export interface PlatformOptions {
  readonly port: number;
  readonly sandboxPort: number;
  /** Origins whose webhooks are still accepted, and whose numbers the sync points to this one. */
  readonly formerOrigins: readonly string[];
  readonly stateDir: string;
  readonly adminToken: string;
  readonly secretsKey: string;
  /** The bundled modules. */
  readonly script: string;
  readonly sandboxScript: string;
  /** Show everything that is logged, and not only what went wrong in the platform. */
  readonly log: boolean;
}

export interface Platform {
  readonly baseUrl: string;
  readonly sandboxUrl: string;
  readonly twilio: { readonly accountSid: string; readonly authToken: string };
  /** The Worker's cron expressions. */
  readonly crons: readonly string[];
  /** Settles when both Workers listen and the database is as the migrations want it. */
  readonly ready: Promise<unknown>;
  /** Does what Cloudflare does when a cron is due. */
  runScheduled(cron: string): Promise<void>;
  stop(): Promise<void>;
}

/** The Worker and the sandbox, each in a workerd of its own, as two machines would be. */
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

/** Shows what a Worker logs, each entry on one line: all of it, or only some levels. */
const show =
  (all: boolean, levels: readonly string[]) =>
  (level: string, message: string): void => {
    if (all || levels.includes(level)) console.log(message.replaceAll(/\s*\n\s*/g, " "));
  };
