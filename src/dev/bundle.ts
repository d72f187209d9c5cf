import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { UserError } from "./user-error.ts";
import { runWrangler } from "./wrangler.ts";

/** Builds the bundle that `wrangler deploy` would upload, static files included. Returns the path of its module. */
export async function bundleWorker(outDir: string, started: (child: ChildProcess) => void): Promise<string> {
  const { ok, output } = await runWrangler(["deploy", "--dry-run", "--outdir", outDir], started);
  if (!ok) throw new UserError(`Wrangler could not bundle the Worker:\n${output}`);
  return join(outDir, "index.js");
}
