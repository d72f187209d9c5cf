import { join, resolve } from "node:path";
import { UserError } from "./user-error.ts";

export const root = resolve(import.meta.dirname, "../..");

/** The settings of `npm start`, from environment variables. */
export interface Settings {
  /** The platform's port; 0 takes any free one. */
  readonly port: number;
  /** The Twilio sandbox's port; 0 takes any free one. */
  readonly sandboxPort: number;
  /** Former origins of the platform, besides those of earlier starts on this state directory. */
  readonly formerOrigins: readonly string[];
  /** The directory of everything that is kept between starts. */
  readonly stateDir: string;
  /** Show all log entries of the Workers. */
  readonly log: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

export function readSettings(env: Environment): Settings {
  const port = portOf(env, "PORT", 8787);
  const sandboxPort = portOf(env, "SANDBOX_PORT", 8788);
  if (port === sandboxPort && port !== 0) {
    throw new UserError(`PORT and SANDBOX_PORT are both ${port}. The platform and the sandbox need different ports.`);
  }
  const formerOrigins = originsOf(env, "FORMER_ORIGINS");
  return { port, sandboxPort, formerOrigins, stateDir: stateDirOf(env), log: switchOf(env, "LOG") };
}

export const stateDirOf = (env: Environment): string => resolve(root, env.STATE_DIR || ".wrangler");

/** The origin of a server on this machine. */
export const originOf = (port: number): string => `http://127.0.0.1:${port}`;

/** The file in which a running platform says how to reach it. */
export const devFilePath = (stateDir: string): string => join(stateDir, "dev.json");

function portOf(env: Environment, name: string, fallback: number): number {
  const text = env[name] || String(fallback);
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port >= 0 && port <= 65_535) return port;
  throw new UserError(`${name} is "${text}", but must be a port: a whole number from 0 to 65535.`);
}

function originsOf(env: Environment, name: string): string[] {
  const texts = (env[name] ?? "").split(",").flatMap((text) => text.trim() || []);
  for (const text of texts) {
    if (/^https?:/.test(text) && URL.parse(text)?.origin === text) continue;
    throw new UserError(
      `${name} contains "${text}", but must be a list of origins such as https://numbers.example.com, separated by commas.`,
    );
  }
  return texts;
}

function switchOf(env: Environment, name: string): boolean {
  const text = env[name] || "0";
  if (text === "0" || text === "1") return text === "1";
  throw new UserError(`${name} is "${text}", but must be 1 or 0.`);
}
