import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { root } from "#dev/settings";
import { runWrangler } from "#dev/wrangler";
import { cpuMsOf } from "./platform.ts";
import { median, type Result, unknownCpu } from "./rounds.ts";

/**
 * CPU time until a Worker has started: workerd compiles its script and evaluates its module before it listens. Each reading is
 * of a process of its own, all its threads counted, less what workerd needs for a Worker that does nothing. What else the
 * machine does hardly matters to CPU time, and the Workers take turns. Linux alone counts it finely enough.
 */

const ROUNDS = 15;
const folder = join(root, "dist/bench/startup");
const baselines = "test/bench/startup";

/** The script and the configuration of each Worker, as it would be deployed. */
const workers = {
  ours: { script: "src/index.ts", config: "wrangler.toml" },
  whole: { script: `${baselines}/whole.ts`, config: `${baselines}/wrangler.toml` },
  parts: { script: `${baselines}/parts.ts`, config: `${baselines}/wrangler.toml` },
  nothing: { script: `${baselines}/nothing.ts`, config: `${baselines}/wrangler.toml` },
} as const;

type Name = keyof typeof workers;
const names = Object.keys(workers) as Name[];

/** Bundles a Worker as a deployment does. Returns the path of a configuration for workerd. */
async function prepare(name: Name): Promise<string> {
  const { script, config } = workers[name];
  const outdir = join(folder, name);
  const { ok, output } = await runWrangler(["deploy", script, "--dry-run", "--config", config, "--outdir", outdir]);
  if (!ok) throw new Error(`${script} was not bundled.\n${output}`);
  const module = script.split("/").at(-1)?.replace(".ts", ".js");
  const path = join(outdir, "config.capnp");
  writeFileSync(
    path,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")]
);
const worker :Workerd.Worker = (
  compatibilityDate = "2026-11-01",
  modules = [(name = "worker", esModule = embed "${module}")]
);`,
  );
  return path;
}

/** Milliseconds of CPU of a workerd from its beginning until it listens. */
async function startMs(config: string): Promise<number> {
  const { default: workerd } = createRequire(import.meta.url)("workerd");
  const child = spawn(workerd, ["serve", config, "--control-fd=3"], { stdio: ["ignore", "ignore", "pipe", "pipe"] });
  let trouble = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    trouble += chunk;
  });
  const closed = once(child, "close");
  try {
    for await (const event of createInterface({ input: child.stdio[3] as Readable })) {
      if (event.includes('"listen"')) return cpuMsOf(child.pid ?? "");
    }
    throw new Error(`workerd did not start ${config}.\n${trouble}`);
  } finally {
    child.kill("SIGKILL");
    await closed;
  }
}

/** The start of the platform beside Workers with the same libraries and one route, in turn. */
export async function measureStartup(): Promise<Readonly<Record<string, Result>>> {
  mkdirSync(folder, { recursive: true });
  const configs = new Map<Name, string>();
  for (const name of names) configs.set(name, await prepare(name));
  const rounds: Record<Name, number>[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const reading: Record<Name, number> = { ours: 0, whole: 0, parts: 0, nothing: 0 };
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      reading[name] = await startMs(configs.get(name) ?? "");
    }
    rounds.push(reading);
  }
  const beside = (name: Name): Result => {
    const nothing = median(rounds.map((round) => round.nothing));
    const [ours, other] = [rounds.map((round) => round.ours - nothing), rounds.map((round) => round[name] - nothing)];
    const ratios = ours.map((ms, round) => (other[round] ?? Number.NaN) / ms);
    return { ours: median(ours), other: median(other), ratios, cpu: unknownCpu, counted: null };
  };
  return {
    "startup: same libraries, one route": beside("whole"),
    "startup: same parts of them, one route": beside("parts"),
  };
}
