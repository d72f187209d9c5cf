import { resolve } from "node:path";
import { build } from "esbuild";

const root = resolve(import.meta.dirname, "../..");

/** Bundles the sandbox into one module for Miniflare. Returns the module's absolute path. */
export async function buildSandbox(outDir = "dist/twilio-sandbox"): Promise<string> {
  const outfile = resolve(root, outDir, "index.js");
  await build({
    absWorkingDir: root,
    entryPoints: ["src/twilio-sandbox/index.ts"],
    outfile,
    bundle: true,
    format: "esm",
    target: "es2024",
    loader: { ".bin": "binary" },
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*"],
    sourcemap: "inline",
    logLevel: "warning",
  });
  return outfile;
}

if (import.meta.main) console.log(await buildSandbox());
