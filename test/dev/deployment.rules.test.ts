import { expect, test } from "vitest";
import { deployCommands, parseDeployOptions } from "#dev/deployment";

/** `npm run deploy` migrates every database before the Worker that needs it. */

const text = (commands: readonly string[][]): string[] => commands.map((words) => words.join(" "));

test("one database and the Worker", () => {
  expect(text(deployCommands(["DB"], parseDeployOptions([])))).toEqual(["d1 migrations apply DB --remote", "deploy"]);
});

test.for([["--config", "wrangler.staging.toml"], ["-c", "wrangler.staging.toml"], ["--config=wrangler.staging.toml"]])(
  "several databases of another file (%s)",
  (words) => {
    expect(text(deployCommands(["DB", "DB_2", "DB_10"], parseDeployOptions(words)))).toEqual([
      "d1 migrations apply DB --remote --config wrangler.staging.toml",
      "d1 migrations apply DB_2 --remote --config wrangler.staging.toml",
      "d1 migrations apply DB_10 --remote --config wrangler.staging.toml",
      "deploy --config wrangler.staging.toml",
    ]);
  },
);

test("a dry run touches no database", () => {
  const options = parseDeployOptions(["--dry-run", "--config", "other.toml"]);
  expect(text(deployCommands(["DB", "DB_2"], options))).toEqual(["deploy --dry-run --config other.toml"]);
});

test.for([
  [["--remote"]],
  [["wrangler.toml"]],
  [["--config"]],
  [["--config", "--dry-run"]],
  [["--dry-run=1"]],
] as const)("%s is refused", ([words]) => {
  expect(() => parseDeployOptions(words)).toThrow(/no option|needs a file/);
});

test("a configuration without a database deploys nothing", () => {
  expect(() => deployCommands([], parseDeployOptions([]))).toThrow("d1_databases");
});
