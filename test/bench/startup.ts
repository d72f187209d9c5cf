import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "#dev/settings";
import { runWrangler } from "#dev/wrangler";

interface Profile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: { readonly functionName: string } }[];
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
}

export interface Startup {
  /** Milliseconds of the platform, and of the baseline, for each round. */
  readonly ours: readonly number[];
  readonly baseline: readonly number[];
}

const ROUNDS = 15;

/**
 * Milliseconds that evaluating a bundle keeps the processor busy, by `wrangler check startup`: it loads the bundle into workerd with
 * V8's sampling profiler on. Every sample that is not idle counts, compilation and garbage collection too. Cloudflare refuses
 * Workers that need more than a second.
 */
async function startupMs(config: string): Promise<number> {
  const outfile = join(root, "dist/bench/startup.cpuprofile");
  mkdirSync(dirname(outfile), { recursive: true });
  const { ok, output } = await runWrangler(["check", "startup", `--args=--config ${config}`, "--outfile", outfile]);
  if (!ok) throw new Error(`The start of ${config} was not profiled.\n${output}`);
  const { nodes, samples, timeDeltas }: Profile = JSON.parse(readFileSync(outfile, "utf8"));
  const idle = new Set(nodes.filter(({ callFrame }) => callFrame.functionName === "(idle)").map(({ id }) => id));
  const busy = timeDeltas.filter((_, at) => !idle.has(samples[at] ?? 0));
  return busy.reduce((sum, microseconds) => sum + microseconds, 0) / 1_000;
}

/** Starts the platform and a Worker with the same libraries and one route (`startup/baseline.ts`), in turn. */
export async function measureStartup(): Promise<Startup> {
  const [ours, baseline]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    ours.push(await startupMs("wrangler.toml"));
    baseline.push(await startupMs("test/bench/startup/wrangler.toml"));
  }
  return { ours, baseline };
}
