import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { UserError } from "./user-error.ts";
import { runWrangler } from "./wrangler.ts";

/** Makes the very bundle that `wrangler deploy` would upload, static files included, and answers its module's path. */
export async function bundleWorker(outDir: string, started: (child: ChildProcess) => void): Promise<string> {
  const { ok, output } = await runWrangler(["deploy", "--dry-run", "--outdir", outDir], started);
  if (!ok) throw new UserError(`The Worker could not be built.\n${output}`);
  return join(outDir, "index.js");
}
