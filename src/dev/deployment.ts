/** The Wrangler commands of a deployment. Pure. */

export interface DeployOptions {
  /** The configuration file; `null`: Wrangler's own choice, `wrangler.toml`. */
  readonly config: string | null;
  /** Upload nothing and change no database. */
  readonly dryRun: boolean;
}

/** The options of `npm run deploy -- …`, or the problem with a word. */
export function parseDeployOptions(words: readonly string[]): DeployOptions | { readonly problem: string } {
  let options: DeployOptions = { config: null, dryRun: false };
  for (const [at, word] of words.entries()) {
    const before = words[at - 1];
    if (before === "--config" || before === "-c") continue;
    const [name, given] = word.split(/=(.*)/s, 2);
    if (word === "--dry-run") options = { ...options, dryRun: true };
    else if (name === "--config" || word === "-c") {
      const config = given ?? words[at + 1] ?? "";
      if (config === "" || config.startsWith("-")) {
        return { problem: "--config needs a file, such as --config wrangler.staging.toml." };
      }
      options = { ...options, config };
    } else return { problem: `"${word}" is no option. There are: --config FILE, --dry-run.` };
  }
  return options;
}

export interface Command {
  readonly args: readonly string[];
  /**
   * Wrangler may ask. Migrations run without a question: Wrangler ends well after a "no", and the Worker would be
   * deployed without them.
   */
  readonly mayAsk: boolean;
}

/**
 * Wrangler's commands, in order: the migrations of every D1 binding of the configuration, and then the Worker, whose
 * code needs them. A dry run has the Worker alone, which Wrangler then only checks.
 */
export function deployCommands(bindings: readonly string[], { config, dryRun }: DeployOptions): Command[] {
  const file = config === null ? [] : ["--config", config];
  const migrations = bindings.map((binding) => ({
    args: ["d1", "migrations", "apply", binding, "--remote", ...file],
    mayAsk: false,
  }));
  if (dryRun) return [{ args: ["deploy", "--dry-run", ...file], mayAsk: true }];
  return [...migrations, { args: ["deploy", ...file], mayAsk: true }];
}
