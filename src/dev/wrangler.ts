import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { root } from "./settings.ts";

/** The program, to run with Node. */
export const wranglerPath = join(
  dirname(createRequire(import.meta.url).resolve("wrangler/package.json")),
  "bin/wrangler.js",
);

/** Environment variables that keep Wrangler offline and silent: no metrics, update checks or questions. */
export const offline = {
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_SEND_ERROR_REPORTS: "false",
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_NO_SKILLS_UPDATE_PROMPTS: "true",
  WRANGLER_LOG_PATH: join(root, ".wrangler/logs"),
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
} as const;

export interface CommandResult {
  readonly ok: boolean;
  /** Its standard output and standard error, interleaved. */
  readonly output: string;
}

/** Runs Wrangler with this Node. `started` receives the process, so that the caller can stop it. */
export const runWrangler = (args: readonly string[], started?: (child: ChildProcess) => void): Promise<CommandResult> =>
  run(process.execPath, [wranglerPath, ...args], started);

/** This Node first: what a program runs as `node` may not be an older one that the system has, too. */
const pathWithNode = (): string => [dirname(process.execPath), process.env.PATH ?? ""].join(delimiter);

/** Runs a program in the repository's root directory. */
export function run(
  command: string,
  args: readonly string[],
  started?: (child: ChildProcess) => void,
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...offline, PATH: pathWithNode(), NO_COLOR: "1", FORCE_COLOR: "0" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    started?.(child);
    let output = "";
    const keep = (chunk: Buffer) => {
      output += chunk;
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", reject);
    child.on("close", (code) => resolve({ ok: code === 0, output: output.trim() }));
  });
}
