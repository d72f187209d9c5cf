import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { buildConsole } from "./build-console.ts";
import { root } from "./settings.ts";
import { type CommandResult, run, runWrangler } from "./wrangler.ts";

/** `npm run check`: all static checks. Prints one line per check, or the output of the first that fails. */

/** Each isolate parses the whole script before its first request: see `npm run bench -- startup`. */
const MAX_BUNDLE_GZIP_BYTES = 490_000;
/** The script and the styles that a browser loads before the console's first page. */
const MAX_CONSOLE_SCRIPT_GZIP_BYTES = 200_000;
const MAX_CONSOLE_STYLES_GZIP_BYTES = 40_000;
/** A check uses about one core, and small machines have two. */
const CONCURRENT_CHECKS = 2;

const running = new Set<ChildProcess>();
const started = (child: ChildProcess): void => {
  running.add(child);
  child.once("close", () => running.delete(child));
};

const tool = (name: string, ...args: string[]) => run(join(root, "node_modules/.bin", name), args, started);
const wrangler = (...args: string[]) => runWrangler(args, started);

interface Check {
  readonly name: string;
  readonly run: () => Promise<CommandResult & { readonly note?: string }>;
}

const checks: readonly Check[] = [
  { name: "bundle of the Worker", run: () => bundle("wrangler.toml", "phone-manager", MAX_BUNDLE_GZIP_BYTES) },
  { name: "types of the Worker", run: () => tool("tsc", "-p", "tsconfig.json") },
  { name: "types of its tests", run: () => tool("tsc", "-p", "test/tsconfig.json") },
  { name: "size of the console", run: measureConsole },
  { name: "types of the console", run: () => tool("tsc", "-p", "src/console/tsconfig.json") },
  { name: "types of what runs in Node", run: () => tool("tsc", "-p", "src/dev/tsconfig.json") },
  { name: "format and lint", run: () => tool("biome", "check", "--error-on-warnings", ".") },
  { name: "unused exports and files", run: () => tool("knip", "--no-progress") },
  { name: "generated files", run: () => wrangler(...generateArguments(), "--check") },
  { name: "generated types of the API", run: () => tool("node", "src/dev/build-console-schema.ts", "--check") },
  { name: "tables of the costs guide", run: () => tool("node", "src/dev/costs.ts", "--check") },
  { name: "bundle of the sandbox", run: () => bundle("src/twilio-sandbox/wrangler.toml", "twilio-sandbox") },
];

/** The arguments that `npm run generate` passes to Wrangler. */
function generateArguments(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return scripts.generate.split(" && ")[0].split(" ").slice(1);
}

/** What `index.html` refers to is loaded first; every page comes later with a file of its own. */
async function measureConsole() {
  const files = await buildConsole();
  const page = files["console/index.html"]?.toString() ?? "";
  const sizeOf = (pattern: RegExp): number =>
    [...page.matchAll(pattern)].reduce((sum, [, path = ""]) => sum + gzipSync(files[path] ?? "").length, 0);
  const script = sizeOf(/(?:src|href)="\/(console\/assets\/[^"]+\.js)"/g);
  const styles = sizeOf(/href="\/(console\/assets\/[^"]+\.css)"/g);
  const note = `${Math.round(script / 1_000)} kB script, ${Math.round(styles / 1_000)} kB styles gzip`;
  const ok = script > 0 && script <= MAX_CONSOLE_SCRIPT_GZIP_BYTES && styles <= MAX_CONSOLE_STYLES_GZIP_BYTES;
  const limits = `${MAX_CONSOLE_SCRIPT_GZIP_BYTES / 1_000} and ${MAX_CONSOLE_STYLES_GZIP_BYTES / 1_000} kB`;
  return { ok, note, output: `The console's first page loads ${note}. The limits are ${limits} (src/dev/check.ts).` };
}

/** Bundles as a deployment does. A warning of Wrangler counts as a failure. */
async function bundle(config: string, name: string, limit = Number.POSITIVE_INFINITY) {
  const out = join(root, "dist/check", name);
  const { ok, output } = await wrangler("deploy", "--dry-run", "--config", config, "--outdir", out);
  if (!ok || /warning|▲/i.test(output)) return { ok: false, output };
  const script = readFileSync(join(out, "index.js"), "utf8");
  const isMinified = limit !== Number.POSITIVE_INFINITY;
  // There esbuild escapes such characters, except in regular expressions and tagged templates.
  const beyondAscii = isMinified ? /.{0,40}\P{ASCII}.{0,40}/u.exec(script)?.[0] : undefined;
  if (beyondAscii !== undefined) {
    return { ok: false, output: `V8 keeps a script that is not ASCII in twice the bytes. Escape this: ${beyondAscii}` };
  }
  const bytes = gzipSync(script).length;
  const note = `${Math.round(bytes / 1_000)} kB gzip`;
  return bytes <= limit
    ? { ok, output, note }
    : {
        ok: false,
        output: `The bundle has ${note}. The limit is ${limit / 1_000} kB gzip (MAX_BUNDLE_GZIP_BYTES in src/dev/check.ts).`,
      };
}

async function check({ name, run }: Check): Promise<void> {
  const startedAt = performance.now();
  const { ok, output, note } = await run();
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  if (failed) return;
  if (ok) {
    console.log(`✓ ${name.padEnd(28)} ${seconds.padStart(5)} s${note ? `   ${note}` : ""}`);
    return;
  }
  failed = true;
  console.error(`✗ ${name}\n\n${output}`);
  for (const child of running) child.kill();
}

let failed = false;
const waiting = [...checks];
const runNext = async (): Promise<void> => {
  for (let next = waiting.shift(); next && !failed; next = waiting.shift()) await check(next);
};
await Promise.all(Array.from({ length: CONCURRENT_CHECKS }, runNext));
process.exit(failed ? 1 : 0);
