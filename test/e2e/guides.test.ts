import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readGuides } from "#dev/guide-pages";
import { answerOf, blocksOf, differences, outputsOf, pastedBlocks, problemsIn, scriptOf } from "./guide-blocks.ts";
import { cleanAway, launch, newStateDir, type Platform, root, startPlatform } from "./platform.ts";

/** Every command of the README and the guides runs against the platform of `npm start`, and answers what the page shows. */

const state = newStateDir();
let platform: Platform;

beforeAll(async () => {
  platform = await startPlatform(state.path);
}, 90_000);
afterAll(() => {
  if (platform) cleanAway(platform);
  state.remove();
});

const pages = [
  { name: "README", markdown: readFileSync(join(root, "README.md"), "utf8") },
  ...readGuides().map(({ name, markdown }) => ({ name, markdown })),
];
const withCommands = pages.filter(({ markdown }) => blocksOf(markdown).length > 0);

/** The commands with the addresses and files of this platform instead of the usual ones. */
const adapted = (script: string): string =>
  script
    .replaceAll("http://127.0.0.1:8787", platform.dev.base_url)
    .replaceAll("http://127.0.0.1:8788", platform.dev.sandbox_url)
    .replaceAll("./.wrangler/", `${state.path}/`)
    .replaceAll(".wrangler/", `${state.path}/`);

test("most pages have commands", () => {
  expect(withCommands.length).toBeGreaterThan(8);
});

describe.each(withCommands)("$name", ({ name, markdown }) => {
  test("does what it says", { timeout: 120_000 }, async () => {
    const blocks = blocksOf(markdown);
    const file = join(state.path, `${name}.sh`);
    writeFileSync(file, adapted(scriptOf(blocks)));
    const run = launch("bash", [file], { STATE_DIR: state.path });
    const { code } = await run.ended;
    const outputs = outputsOf(run.stdout(), blocks);
    expect(code, `${outputs.findLast((output) => output !== "")}\n${run.stderr()}`).toBe(0);
    for (const [at, { commands, shown }] of blocks.entries()) {
      const output = outputs[at] ?? "";
      if (shown) expect.soft(differences(shown, answerOf(output)), commands).toEqual([]);
      else expect.soft(problemsIn(output), commands).toEqual([]);
    }
  });
});

const zsh = ["/usr/bin/zsh", "/bin/zsh"].find(existsSync);

test.skipIf(!zsh)("zsh reads every block", async () => {
  for (const { name, markdown } of pages) {
    for (const [at, text] of pastedBlocks(markdown).entries()) {
      const file = join(state.path, `${name}-${at}.zsh`);
      writeFileSync(file, text);
      const run = launch(zsh ?? "", ["-n", file], {});
      expect.soft(await run.ended, `${text}\n${run.stderr()}`).toEqual({ code: 0, signal: null });
    }
  }
});
