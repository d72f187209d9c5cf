import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cleanAway, newStateDir, type Platform, root, startPlatform } from "../e2e/platform";

/** Clients that others generate from the document that `npm start` serves: they compile, and do the main job. */

const sources = join(root, "test/clients/typescript");
// Below the repository, where `openapi-fetch` is found; git ignores it.
const work = join(root, "dist/test/clients", String(process.pid));
const state = newStateDir();
let platform: Platform | undefined;

const steps = [
  "search",
  "reserve",
  "quote",
  "order",
  "list",
  "patch",
  "create agent",
  "update agent",
  "list agents",
  "release",
  "create webhook endpoint",
  "list webhook endpoints",
  "delete webhook endpoint",
];

const compilerOptions = {
  target: "es2023",
  module: "esnext",
  moduleResolution: "bundler",
  lib: ["es2023", "dom", "dom.iterable"],
  types: ["node"],
  strict: true,
  noEmit: true,
};

/** Runs a program to its end and returns its output. Throws with its output if it fails. */
function run(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const options = { cwd: work, encoding: "utf8", env: { ...process.env, ...env } } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], options);
  if (status !== 0) throw new Error(`${program} failed:\n${stdout}${stderr}`);
  return stdout;
}

beforeAll(async () => {
  platform = await startPlatform(state.path, "npm");
  mkdirSync(work, { recursive: true });
  run(join(sources, "generate.js"), [`${platform.dev.base_url}/openapi.json`, join(work, "generated")]);
  for (const name of ["openapi-fetch.ts", "hey-api.ts"]) cpSync(join(sources, name), join(work, name));
  writeFileSync(join(work, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
});

afterAll(() => {
  if (platform) cleanAway(platform);
  rmSync(work, { recursive: true, force: true });
  state.remove();
});

test("both clients compile strictly", () => {
  run(join(root, "node_modules/typescript/bin/tsc"), ["-p", "."]);
});

test.each(["openapi-fetch", "hey-api"])("the client of %s does the main job", async (name) => {
  const { base_url, api_key, sandbox_url } = platform?.dev ?? {};
  const outfile = join(work, `${name}.mjs`);
  await build({ entryPoints: [join(work, `${name}.ts`)], outfile, bundle: true, format: "esm", platform: "node" });
  const env = {
    BASE_URL: `${base_url}`,
    API_KEY: `${api_key}`,
    RECEIVER_URL: `${sandbox_url}/sandbox/receiver/${name}`,
  };
  expect(run(outfile, [], env).trim().split("\n")).toEqual(steps);
});
