import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { subscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { readFileSync } from "node:fs";

/** Nothing may outlive `npm start`, however it ends. */

const script = `trap "" INT TERM HUP; while read -r pid; do pids="$pids $pid"; done; [ -z "$pids" ] || kill -9 $pids`;

/**
 * Ends the workerd processes started from now on when this process is gone, even by SIGKILL: a shell, in a process group
 * of its own, reads their ids and then waits for the end of its input. Answers how to let it go.
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

/** Calls back when npm, which does not tell its script of its own end, is gone. */
export function onParentExit(then: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const before = ancestors();
  const timer = setInterval(() => {
    if (ancestors() === before) return;
    clearInterval(timer);
    then();
  }, 250);
  timer.unref();
}

/** The parent, and where the system tells it the parent's parent: between npm and its script there may be a shell. */
function ancestors(): string {
  if (process.platform !== "linux") return String(process.ppid);
  try {
    const status = readFileSync(`/proc/${process.ppid}/status`, "utf8");
    return `${process.ppid} ${/^PPid:\s*(\d+)/m.exec(status)?.[1]}`;
  } catch {
    return String(process.ppid);
  }
}
