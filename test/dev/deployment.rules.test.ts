import { expect, test } from "vitest";
import { deployCommands, parseDeployOptions } from "#dev/deployment";

/** `npm run deploy` migrates every database before the Worker that needs it. */

function commands(bindings: readonly string[], ...words: string[]): string[] {
  const options = parseDeployOptions(words);
  if ("problem" in options) throw new Error(options.problem);
  return deployCommands(bindings, options).map(({ args, mayAsk }) => `${args.join(" ")}${mayAsk ? " (may ask)" : ""}`);
}

test("one database and the Worker", () => {
  expect(commands(["DB"])).toEqual(["d1 migrations apply DB --remote", "deploy (may ask)"]);
});

test.for([["--config", "wrangler.staging.toml"], ["-c", "wrangler.staging.toml"], ["--config=wrangler.staging.toml"]])(
  "several databases of another file (%s)",
  (words) => {
    expect(commands(["DB", "DB_2", "DB_10"], ...words)).toEqual([
      "d1 migrations apply DB --remote --config wrangler.staging.toml",
      "d1 migrations apply DB_2 --remote --config wrangler.staging.toml",
      "d1 migrations apply DB_10 --remote --config wrangler.staging.toml",
      "deploy --config wrangler.staging.toml (may ask)",
    ]);
  },
);

test("a dry run touches no database", () => {
  expect(commands(["DB", "DB_2"], "--dry-run", "--config", "other.toml")).toEqual([
    "deploy --dry-run --config other.toml (may ask)",
  ]);
});

test.for([
  [["--remote"]],
  [["wrangler.toml"]],
  [["--config"]],
  [["--config", "--dry-run"]],
  [["--dry-run=1"]],
] as const)("%s is refused", ([words]) => {
  const problem = expect.stringMatching(/no option|needs a file/);
  expect(parseDeployOptions(words)).toEqual({ problem });
});
