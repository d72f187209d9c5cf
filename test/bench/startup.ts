import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "#dev/settings";
import { runWrangler } from "#dev/wrangler";

interface Profile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: { readonly functionName: string } }[];
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
}

/**
 * Milliseconds of processor time that evaluating the bundle takes, by `wrangler check startup`: it loads the bundle into
 * workerd with V8's sampling profiler on, and every sample that is not idle counts, garbage collection and compilation too.
 * The profiler itself makes this more than it is without; Cloudflare refuses Workers that need more than a second.
 */
export async function startupMs(): Promise<number> {
  const outfile = join(root, "dist/bench/startup.cpuprofile");
  const { ok, output } = await runWrangler(["check", "startup", "--outfile", outfile]);
  if (!ok) throw new Error(`The start could not be profiled.\n${output}`);
  const { nodes, samples, timeDeltas }: Profile = JSON.parse(readFileSync(outfile, "utf8"));
  const idle = new Set(nodes.filter(({ callFrame }) => callFrame.functionName === "(idle)").map(({ id }) => id));
  const busy = timeDeltas.filter((_, at) => !idle.has(samples[at] ?? 0));
  return busy.reduce((sum, microseconds) => sum + microseconds, 0) / 1_000;
}
