import { join, resolve } from "node:path";
import { UserError } from "./user-error.ts";

export const root = resolve(import.meta.dirname, "../..");

/** What `npm start` can be told through the environment. */
export interface Settings {
  /** Of the platform; 0 takes any free one. */
  readonly port: number;
  /** Of the Twilio sandbox; 0 takes any free one. */
  readonly sandboxPort: number;
  /** Origins that the platform had elsewhere, besides those of earlier starts on this state. */
  readonly formerOrigins: readonly string[];
  /** Holds everything that is kept between starts. */
  readonly stateDir: string;
  /** Show what the Worker logs. */
  readonly log: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

export function readSettings(env: Environment): Settings {
  const port = portOf(env, "PORT", 8787);
  const sandboxPort = portOf(env, "SANDBOX_PORT", 8788);
  if (port === sandboxPort && port !== 0) {
    throw new UserError(`PORT and SANDBOX_PORT are both ${port}: the platform and the sandbox need a port each.`);
  }
  const formerOrigins = originsOf(env, "FORMER_ORIGINS");
  return { port, sandboxPort, formerOrigins, stateDir: stateDirOf(env), log: switchOf(env, "LOG") };
}

export const stateDirOf = (env: Environment): string => resolve(root, env.STATE_DIR || ".wrangler");

/** Where a platform on this machine is reached. */
export const originOf = (port: number): string => `http://127.0.0.1:${port}`;

/** Where a running platform says how to reach it. */
export const devFilePath = (stateDir: string): string => join(stateDir, "dev.json");

function portOf(env: Environment, name: string, fallback: number): number {
  const text = env[name] || String(fallback);
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port >= 0 && port <= 65_535) return port;
  throw new UserError(`${name} is "${text}": it must be a port, a whole number from 0 to 65535.`);
}

function originsOf(env: Environment, name: string): string[] {
  const texts = (env[name] ?? "").split(",").flatMap((text) => text.trim() || []);
  for (const text of texts) {
    if (/^https?:/.test(text) && URL.parse(text)?.origin === text) continue;
    throw new UserError(`${name} has "${text}": it must be an origin like https://numbers.example.com.`);
  }
  return texts;
}

function switchOf(env: Environment, name: string): boolean {
  const text = env[name] || "0";
  if (text === "0" || text === "1") return text === "1";
  throw new UserError(`${name} is "${text}": it must be 1 or 0.`);
}
