import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { root } from "./settings.ts";
import { type CommandResult, run, runWrangler } from "./wrangler.ts";

/** `npm run check`: everything that can be said about the code without running it. One line per check, or what is wrong. */

/** Keeps mistakes out, like a library that comes with all its languages. The time that a start takes is what counts: `npm run bench`. */
const MAX_BUNDLE_GZIP_BYTES = 600_000;
/** Each check keeps about one core busy, and small machines have two. */
const AT_A_TIME = 2;

const running = new Set<ChildProcess>();
const started = (child: ChildProcess): void => {
  running.add(child);
  child.once("close", () => running.delete(child));
};

const tool = (name: string, ...args: string[]) => run(join(root, "node_modules/.bin", name), args, started);
const wrangler = (...args: string[]) => runWrangler(args, started);

interface Check {
  readonly name: string;
  readonly run: () => Promise<CommandResult & { readonly told?: string }>;
}

const checks: readonly Check[] = [
  { name: "bundle of the Worker", run: () => bundle("wrangler.toml", "phone-manager", MAX_BUNDLE_GZIP_BYTES) },
  { name: "types of the Worker", run: () => tool("tsc", "-p", "tsconfig.json") },
  { name: "types of its tests", run: () => tool("tsc", "-p", "test/tsconfig.json") },
  { name: "types of what runs in Node", run: () => tool("tsc", "-p", "src/dev/tsconfig.json") },
  { name: "format and lint", run: () => tool("biome", "check", "--error-on-warnings", ".") },
  { name: "generated files", run: () => wrangler(...generate(), "--check") },
  { name: "bundle of the sandbox", run: () => bundle("src/twilio-sandbox/wrangler.toml", "twilio-sandbox") },
];

/** What `npm run generate` tells Wrangler. */
function generate(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return scripts.generate.split(" ").slice(1);
}

/** Bundles as a deployment would, and takes no warning for an answer. */
async function bundle(config: string, name: string, limit = Number.POSITIVE_INFINITY) {
  const out = join(root, "dist/check", name);
  const { ok, output } = await wrangler("deploy", "--dry-run", "--config", config, "--outdir", out);
  if (!ok || /warning|▲/i.test(output)) return { ok: false, output };
  const bytes = gzipSync(readFileSync(join(out, "index.js"))).length;
  const told = `${Math.round(bytes / 1_000)} kB gzip`;
  return bytes <= limit ? { ok, output, told } : { ok: false, output: `${told}, and may have ${limit / 1_000} kB.` };
}

async function check({ name, run }: Check): Promise<void> {
  const begun = performance.now();
  const { ok, output, told } = await run();
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
  if (failed) return;
  if (ok) {
    console.log(`✓ ${name.padEnd(28)} ${seconds.padStart(5)} s${told ? `   ${told}` : ""}`);
    return;
  }
  failed = true;
  console.error(`✗ ${name}\n\n${output}`);
  for (const child of running) child.kill();
}

let failed = false;
const waiting = [...checks];
const lane = async (): Promise<void> => {
  for (let next = waiting.shift(); next && !failed; next = waiting.shift()) await check(next);
};
await Promise.all(Array.from({ length: AT_A_TIME }, lane));
process.exit(failed ? 1 : 0);
