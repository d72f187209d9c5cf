import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { onTestFinished } from "vitest";
import { type DevFile, readDevFile } from "#dev/dev-file";

export const root = resolve(import.meta.dirname, "../..");

/** A folder for a platform's state, to be removed by the caller. */
export function newStateDir(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "phone-manager-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

type Environment = Readonly<Record<string, string>>;

/** A program of ours as a process of its own, on its way to its end. */
export interface Running {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Settles when it has ended and its output is all there. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export function launch(command: string, args: readonly string[], env: Environment): Running {
  const { PORT: _, SANDBOX_PORT: __, LOG: ___, npm_lifecycle_event: ____, ...inherited } = process.env;
  const child = spawn(command, args, { cwd: root, env: { ...inherited, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].on("data", (chunk: Buffer) => {
      texts[name] += chunk;
    });
  }
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal }));
  return { child, stdout: () => texts.stdout, stderr: () => texts.stderr, ended };
}

export const script = (name: string, env: Environment): Running =>
  launch(process.execPath, [join(root, "src/dev", name)], env);

export interface Platform extends Running {
  readonly dev: DevFile;
  /** It and every process below it, as they were when it was ready. */
  readonly pids: readonly number[];
}

/** Starts the platform on free ports, directly or as `npm start`, and waits until it says that it is ready. */
export async function startPlatform(
  stateDir: string,
  how: "node" | "npm" = "node",
  env: Environment = {},
): Promise<Platform> {
  const settings = { STATE_DIR: stateDir, PORT: "0", SANDBOX_PORT: "0", ...env };
  const running = how === "node" ? script("start.ts", settings) : launch("npm", ["start"], settings);
  const ready = new Promise<void>((done) => {
    running.child.stdout?.on("data", () => {
      if (running.stdout().includes("npm run demo")) done();
    });
  });
  await Promise.race([
    ready,
    running.ended.then(() => {
      throw new Error(`It ended before it was ready: ${running.stderr()}`);
    }),
  ]);
  return { ...running, dev: readDevFile(stateDir) as DevFile, pids: family(running.child.pid ?? 0) };
}

/** Kills whatever a failed test may have left of a platform. */
export function cleanAway({ pids }: Platform): void {
  for (const pid of stillAlive(pids)) process.kill(pid, "SIGKILL");
}

export function startedInTest(platform: Platform): Platform {
  onTestFinished(() => cleanAway(platform));
  return platform;
}

/** A process and its descendants. */
export function family(pid: number): number[] {
  const rows = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
  const parents = rows.map((row) => row.trim().split(/\s+/).map(Number));
  const found = [pid];
  for (const member of found) for (const [child = 0, parent] of parents) if (parent === member) found.push(child);
  return found;
}

/** Those of the processes that still run; one that is dead and waits for its parent to notice does not. */
export function stillAlive(pids: readonly number[]): number[] {
  const rows = execFileSync("ps", ["-eo", "pid=,stat="], { encoding: "utf8" }).trim().split("\n");
  const running = rows.map((row) => row.trim().split(/\s+/)).filter(([, state]) => !state?.startsWith("Z"));
  const alive = new Set(running.map(([pid]) => Number(pid)));
  return pids.filter((pid) => alive.has(pid));
}
