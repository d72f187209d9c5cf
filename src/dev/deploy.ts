import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { unstable_readConfig as readConfig } from "wrangler";
import { type Command, deployCommands, parseDeployOptions } from "./deployment.ts";
import { root } from "./settings.ts";
import { exitWithError, firstLine, UserError } from "./user-error.ts";
import { wranglerPath } from "./wrangler.ts";

/**
 * `npm run deploy`: applies the missing migrations to every D1 database of the configuration, and then deploys the
 * Worker. `-- --config FILE` takes another file than `wrangler.toml`; `-- --dry-run` prints the databases and lets
 * Wrangler check the Worker, and changes nothing. Ends at the first command that fails, with its exit code.
 */

function bindingsOf(config: string | null): string[] {
  try {
    const { d1_databases } = readConfig({ config: resolve(root, config ?? "wrangler.toml") }, { hideWarnings: true });
    return d1_databases.map(({ binding }: { readonly binding: string }) => binding);
  } catch (error) {
    throw new UserError(`The configuration can't be read: ${firstLine(error)}`);
  }
}

/** Runs Wrangler in this terminal. Returns its exit code. */
const runInTerminal = ({ args, mayAsk }: Command): Promise<number> =>
  new Promise((end, fail) => {
    const child = spawn(process.execPath, [wranglerPath, ...args], {
      cwd: root,
      stdio: [mayAsk ? "inherit" : "ignore", "inherit", "inherit"],
    });
    child.on("error", fail);
    child.on("close", (code) => end(code ?? 1));
  });

try {
  const options = parseDeployOptions(process.argv.slice(2));
  if ("problem" in options) throw new UserError(options.problem);
  const bindings = bindingsOf(options.config);
  if (bindings.length === 0) throw new UserError("The configuration has no [[d1_databases]]. Nothing was deployed.");
  if (options.dryRun) console.log(`A deployment applies the migrations to ${bindings.join(", ")}.`);
  for (const command of deployCommands(bindings, options)) {
    console.log(`> wrangler ${command.args.join(" ")}`);
    const code = await runInTerminal(command);
    if (code !== 0) process.exit(code);
  }
} catch (error) {
  exitWithError(error);
}
