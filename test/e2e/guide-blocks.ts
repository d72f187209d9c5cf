import { type Fence, fencesOf } from "#dev/guide-pages";

/** The commands of README and guides, as tests run them. */

// biome-ignore lint/suspicious/noExplicitAny: answers are compared field by field, whatever they are.
type Json = any;

/** A block of commands, and what the page shows below it: JSON of an answer, or the last lines of the output. */
export interface Block {
  readonly commands: string;
  readonly shown: Json | null;
  readonly shownLines: readonly string[];
}

const isRun = ({ language, flags }: Fence): boolean => language === "sh" && !flags.includes("no-run");

/** The blocks of a page that run, in order. */
export function blocksOf(markdown: string): Block[] {
  const fences = fencesOf(markdown);
  return fences.flatMap((fence, at): Block[] => {
    if (!isRun(fence)) return [];
    const next = fences[at + 1];
    const answer = next?.flags.includes("answer") ? next : undefined;
    return [
      {
        commands: fence.text,
        shown: answer?.language === "json" ? JSON.parse(answer.text) : null,
        shownLines: answer?.language === "text" ? answer.text.split("\n") : [],
      },
    ];
  });
}

/** All blocks of a page that a reader would paste into a shell, those that tests cannot run included. */
export const pastedBlocks = (markdown: string): string[] =>
  fencesOf(markdown).flatMap(({ language, text }) => (language === "sh" ? [text] : []));

const mark = (at: number): string => `@@@ block ${at} @@@`;

/** A script of all blocks in one shell; it ends at the first command that fails, and marks where each block begins. */
export const scriptOf = (blocks: readonly Block[]): string =>
  ["set -euo pipefail", ...blocks.flatMap(({ commands }, at) => [`echo '${mark(at)}'`, commands, "echo"])].join("\n");

/** The output of each block, from that of the script. */
export function outputsOf(output: string, blocks: readonly Block[]): string[] {
  return blocks.map((_, at) => {
    const begin = output.indexOf(mark(at));
    if (begin < 0) return "";
    const end = output.indexOf(mark(at + 1));
    return output.slice(begin + mark(at).length, end < 0 ? undefined : end).trim();
  });
}

const parsed = (line: string): Json | undefined => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

/** What a block answered: the JSON of its last line that is some. */
export const answerOf = (output: string): Json | undefined =>
  output
    .split("\n")
    .map(parsed)
    .findLast((value) => typeof value === "object" && value !== null);

/** Every problem document in an output. */
export const problemsIn = (output: string): Json[] =>
  output
    .split("\n")
    .map(parsed)
    .filter((value) => typeof value?.code === "string" && typeof value.request_id === "string");

const isTime = (text: string): boolean => /^\d{4}-\d\d-\d\dT/.test(text);
const isWord = (text: string): boolean => /^[a-z_]+(\.[a-z_]+)?$/.test(text);

/** Whether two strings are of one kind: the same word, the same prefix, both times, both phone numbers. */
function alike(shown: string, actual: string): boolean {
  if (isWord(shown)) return shown === actual;
  if (isTime(shown)) return isTime(actual);
  const prefix = /^[a-z]{3}_/.exec(shown)?.[0];
  if (prefix) return actual.startsWith(prefix);
  return !/^\+\d{6,}$/.test(shown) || /^\+\d{6,}$/.test(actual);
}

/** Where an answer is not as a page shows it. Pages leave fields out and shorten ids; whatever they show must be there. */
export function differences(shown: Json, actual: Json, at = ""): string[] {
  const differs = [`${at || "/"}: shown ${JSON.stringify(shown)}, answered ${JSON.stringify(actual)}`];
  if (shown === null || typeof shown !== "object") {
    if (typeof shown === "string" && typeof actual === "string") return alike(shown, actual) ? [] : differs;
    if (typeof shown === "number" && typeof actual === "number") return [];
    return shown === actual ? [] : differs;
  }
  if (actual === null || typeof actual !== "object" || Array.isArray(shown) !== Array.isArray(actual)) return differs;
  return Object.entries(shown).flatMap(([name, value]) => differences(value, actual[name], `${at}/${name}`));
}

/**
 * Words outside of quotes that bash and zsh read differently when they are pasted: comments, globs, history, `=command`. A `?` or
 * `*` without a match ends a command in zsh, and `#` is a command there.
 */
export function pasteTraps(commands: string): string[] {
  const bare = commands
    .replaceAll(/'[^']*'/g, "''")
    .replaceAll(/"(?:\\.|[^"\\])*"/gs, (quoted) => (/(^|[^\\])!/.test(quoted) ? quoted : '""'));
  return bare
    .split("\n")
    .filter((line) => /(^|\s)#|[?*[\]~^]|!|(^|\s)=\w|^\s*\$ |…/.test(line.replaceAll(/\$[?#!]|\[\[|\]\]/g, "")));
}
