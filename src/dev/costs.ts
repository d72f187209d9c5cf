import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Assumptions, type optionNames, options } from "./costs/assumptions.ts";
import type { Counters } from "./costs/monthly-usage.ts";
import { billText, guideTables, withTables } from "./costs/tables.ts";
import { root } from "./settings.ts";
import { exitWithError, UserError } from "./user-error.ts";

/**
 * `npm run costs -- --numbers 10000 --calls 20` prints the bill of such a platform for a month on Cloudflare. Each
 * assumption of the costs guide is an option. `--guide` writes the guide's tables, `--check` compares them. Exit code
 * 1: an option is not usable, or the tables differ.
 */

type Flag = (typeof optionNames)[number];

const guidePath = join(root, "src/docs/guides/costs.md");
const counters: Counters = JSON.parse(readFileSync(join(root, "src/dev/costs/counters.json"), "utf8"));

const isFlag = (name: string): name is Flag => Object.hasOwn(options, name);

/** The assumptions that `--name value` pairs name. */
function parseOptions(words: readonly string[]): Partial<Assumptions> {
  const given: Partial<Record<Flag, number>> = {};
  for (let at = 0; at < words.length; at += 2) {
    const name = (words[at] ?? "").replace(/^--/, "");
    if (!isFlag(name))
      throw new UserError(
        `"${words[at]}" is no option. There are: ${Object.keys(options)
          .map((each) => `--${each}`)
          .join(", ")}.`,
      );
    const text = words[at + 1] ?? "";
    const value = Number(text);
    const { least, most } = options[name];
    if (!/^\d+(\.\d+)?$/.test(text) || value < least || value > most)
      throw new UserError(`--${name} is "${text}", but must be a number from ${least} to ${most}.`);
    given[name] = value;
  }
  return given;
}

function run(words: readonly string[]): void {
  if (words[0] !== "--guide" && words[0] !== "--check") {
    console.log(billText(parseOptions(words), counters));
    return;
  }
  const before = readFileSync(guidePath, "utf8");
  const after = withTables(before, guideTables(counters));
  if (words[0] === "--guide") writeFileSync(guidePath, after);
  else if (after !== before)
    throw new UserError(
      "The tables of src/docs/guides/costs.md are not those of counters and prices: run npm run generate.",
    );
}

try {
  run(process.argv.slice(2));
} catch (error) {
  exitWithError(error);
}
