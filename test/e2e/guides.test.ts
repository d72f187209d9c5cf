import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { callerOf } from "#dev/api";
import { fencesOf, readGuides } from "#dev/guide-pages";
import { eventually } from "../support/eventually";
import { answerOf, blocksOf, differences, outputsOf, pastedBlocks, problemsIn, scriptOf } from "./guide-blocks.ts";
import { cleanAway, launch, newStateDir, type Platform, root, startPlatform } from "./platform.ts";

/** Every command of the README and the guides runs against the platform of `npm start`, and answers what the page shows. */

const state = newStateDir();
let platform: Platform;

beforeAll(async () => {
  platform = await startPlatform(state.path);
});
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
  test("does what it says", async () => {
    const blocks = blocksOf(markdown);
    const file = join(state.path, `${name}.sh`);
    writeFileSync(file, adapted(scriptOf(blocks)));
    const run = launch("bash", [file], { STATE_DIR: state.path });
    const { code } = await run.ended;
    const outputs = outputsOf(run.stdout(), blocks);
    expect(code, `${outputs.findLast((output) => output !== "")}\n${run.stderr()}`).toBe(0);
    expect.soft(run.stderr(), "no command complains").toBe("");
    for (const [at, { commands, shown, shownLines }] of blocks.entries()) {
      const output = outputs[at] ?? "";
      const lastLines = shownLines.length > 0 ? output.split("\n").slice(-shownLines.length) : [];
      expect.soft(lastLines, commands).toEqual(shownLines);
      if (shown) expect.soft(differences(shown, answerOf(output)), commands).toEqual([]);
      else expect.soft(problemsIn(output), commands).toEqual([]);
    }
  });
});

const zsh = ["/usr/bin/zsh", "/bin/zsh"].find(existsSync);
/** Comes after the prompts that zsh shows before it has read that there are to be none. */
const BEGIN = "@@@ begin @@@";

/** As a reader pastes blocks: an interactive zsh reads `#` as a command, and `?` as a file name. */
test.skipIf(!zsh).each(withCommands)("zsh takes all of $name", async ({ name, markdown }) => {
  const file = join(state.path, `${name}.zsh`);
  const quiet = `PS1= PS2=\nunsetopt prompt_sp prompt_cr\necho '${BEGIN}' >&2\n`;
  writeFileSync(file, quiet + adapted(scriptOf(blocksOf(markdown))));
  const run = launch("/bin/sh", ["-c", `exec ${zsh} -f -i -s < "$0"`, file], { STATE_DIR: state.path });
  expect(await run.ended, run.stderr()).toEqual({ code: 0, signal: null });
  expect(run.stderr().split(`${BEGIN}\n`)[1]).toBe("");
});

test("the page's code follows live events", async () => {
  const { base_url, api_key } = platform.dev;
  const api = callerOf(base_url, api_key);
  const code = fencesOf(pages.find(({ name }) => name === "live-events")?.markdown ?? "");
  const program = `${code.find(({ language }) => language === "js")?.text}\nexport { connect };`;
  const { connect } = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(program)}`);
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  onTestFinished(() => log.mockRestore());
  connect((await api("POST", "/v1/live/tickets", {})).body);
  await eventually(
    async () => {
      await api("POST", "/v1/orders", { criteria: { country: "US", area_code: "312", quantity: 1 } });
      expect(log).toHaveBeenCalledWith(
        "phone_number.purchased",
        expect.objectContaining({ phone_number: expect.any(String) }),
      );
    },
    { interval: 1_000 },
  );
});

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
