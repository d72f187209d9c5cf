import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { lexer, type Token, type Tokens } from "marked";
import { root } from "./settings.ts";

/** The guides of `src/docs/guides` as data: for the build that makes pages of them, and for tests that read them. */

/** The pages in reading order, by the group that the navigation shows them in. */
const groups: Readonly<Record<string, readonly string[]>> = {
  "Get started": ["quickstart", "console", "concepts"],
  "Use the API": ["authentication", "idempotency", "errors", "limits"],
  "Numbers and calls": ["agents", "routing", "regulatory", "own-twilio-account", "sip-trunks"],
  Porting: ["porting-in", "porting-events", "porting-operations"],
  Events: ["webhooks", "live-events", "event-log"],
  "Run the platform": ["sandbox", "deploy", "operations", "costs"],
};

export interface GuidePage {
  /** Its file's name without `.md`; the page is served at `/docs/<name>`. */
  readonly name: string;
  readonly group: string;
  /** The text of its only first-level heading. */
  readonly title: string;
  /** The first paragraph, as plain text. */
  readonly description: string;
  readonly markdown: string;
}

export const guideFolder = join(root, "src/docs/guides");

/** All guides in reading order. Throws if a file of the folder has no place in the order, or the reverse. */
export function readGuides(): GuidePage[] {
  const files = readdirSync(guideFolder).toSorted();
  const ordered = Object.values(groups).flat();
  const expected = ordered.map((name) => `${name}.md`).toSorted();
  if (files.join() !== expected.join())
    throw new Error(
      `src/docs/guides has ${files.join(", ")}, but the order in guide-pages.ts has ${expected.join(", ")}.`,
    );
  return Object.entries(groups).flatMap(([group, names]) => names.map((name) => readGuide(name, group)));
}

function readGuide(name: string, group: string): GuidePage {
  const markdown = readFileSync(join(guideFolder, `${name}.md`), "utf8");
  const [title, description] = lexer(markdown).filter((token) => token.type !== "space");
  if (title?.type !== "heading" || title.depth !== 1 || description?.type !== "paragraph")
    throw new Error(`src/docs/guides/${name}.md must begin with a "# Title" and a paragraph.`);
  return { name, group, title: plainText(title.tokens), description: plainText(description.tokens), markdown };
}

/** The words of inline Markdown without its syntax. */
export const plainText = (tokens: readonly Token[] = []): string =>
  tokens
    .map((token) => ("tokens" in token && token.tokens ? plainText(token.tokens) : "text" in token ? token.text : ""))
    .join("");

/** The fragment of a heading: lower case, hyphens for spaces, without punctuation, as GitHub makes it. */
export const slugOf = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replaceAll(/\s/g, "-");

/** One fenced block: its language, the further words of its info string, its text. */
export interface Fence {
  readonly language: string;
  readonly flags: readonly string[];
  readonly text: string;
}

const fenceOf = ({ lang = "", text }: Tokens.Code): Fence => {
  const [language = "", ...flags] = lang.split(/\s+/);
  return { language, flags, text };
};

/** The fenced blocks of a page, in order. */
export const fencesOf = (markdown: string): Fence[] =>
  lexer(markdown).flatMap((token) => (token.type === "code" ? [fenceOf(token as Tokens.Code)] : []));
