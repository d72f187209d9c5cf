import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { subscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { readFileSync } from "node:fs";

/** Makes sure that no child process outlives `npm start`, however it ends. */

const script = `trap "" INT TERM HUP; while read -r pid; do pids="$pids $pid"; done; [ -z "$pids" ] || kill -9 $pids`;

/**
 * Kills the workerd processes that start from now on as soon as this process has ended, even by SIGKILL. A shell in its
 * own process group reads their ids from its input and kills them when the input ends. Returns how to stop that shell.
 */
export function guardWorkerd(): () => Promise<void> {
  if (process.platform === "win32") return async () => {};
  const guard = spawn("/bin/sh", ["-c", script], { detached: true, stdio: ["pipe", "ignore", "ignore"] });
  guard.stdin.on("error", () => {});
  subscribe("child_process", (message) => {
    const child = (message as { process: ChildProcess }).process;
    child.once("spawn", () => {
      if (child.spawnfile.includes("workerd")) guard.stdin.write(`${child.pid}\n`);
    });
  });
  return async () => {
    guard.kill("SIGKILL");
    if (guard.exitCode === null && guard.signalCode === null) await once(guard, "exit");
  };
}

/** Calls back when the npm process that runs this script has ended: npm does not signal its script. */
export function onParentExit(callback: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  // npm may run its script in a shell. The parent of npm itself is the user's shell, which may end.
  const grandparent = isShellOfScript(parent) ? parentOf(parent) : undefined;
  const timer = setInterval(() => {
    if (process.ppid === parent && (grandparent === undefined || parentOf(parent) === grandparent)) return;
    clearInterval(timer);
    callback();
  }, 250);
  timer.unref();
}

/** Whether the process is a shell that was given a command: `sh -c 'node src/dev/start.ts'`. Only known on Linux. */
const isShellOfScript = (pid: number): boolean => procFile(pid, "cmdline")?.split("\0")[1] === "-c";

const parentOf = (pid: number): string | undefined => /^PPid:\s*(\d+)/m.exec(procFile(pid, "status") ?? "")?.[1];

function procFile(pid: number, name: string): string | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return undefined;
  }
}
