import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

/**
 * The code speaks the field's language, so that search and auto-import lead to the right place. This sweep refuses words that
 * were once used here with private meanings, sentences that hide their subject, and comments wider than the formatter's lines.
 */

const root = resolve(import.meta.dirname, "../../..");
const MAX_COMMENT_WIDTH = 120;

/** Words that no name and no text uses, each with the term to use instead. Their inflections are refused too. */
const refused: Readonly<Record<string, string>> = {
  "tell tells told telling untold": "by meaning: say, report, publish; payload, update, pending, published",
  "door doors doorkeeper": "webhook, WebhookContext, signature check",
  "paper papers": "document, RegulatoryDocuments",
  "sighting sightings": "CallUpdate, MessageUpdate",
  "outrun outran outruns": "conflict",
  doubtful: "unconfirmed",
  nudge: "reconcile, wake",
  "shelf shelves shelved": "index",
  whoever: "name the actor: the caller, the tenant",
  "aftermath chore chores": "post-response task",
  "portion portions": "chunk",
  "follower followers": "subscriber",
  "judge judged judges judging verdict verdicts": "evaluate, check, compare; result",
  "settle settled settles settling": "finish, complete, record the outcome",
  "lane lanes": "partition",
  "stretch stretches": "key range",
  imagined: "proposed",
  "taker takers": "answeredBy",
  marks: "fingerprints (of requests), dirty (readiness)",
  "heard hearsay": "received, observed, reported",
  "books bookkeeping": "inventory, records",
  "nobody somebody": "name the actor: no tenant, no agent, another caller",
  upkeep: "maintenance",
  lots: "randomness",
};

const terms = new Map(Object.entries(refused).flatMap(([words, use]) => words.split(" ").map((word) => [word, use])));
/** Names of JavaScript, of Mantine, and of streets in the Postal Service's spelling, that contain a refused word. */
const builtIn = /\ballSettled\b|\bPromise\w*Result\b|\bLANES?\b|\bPaper\b/g;
const hiddenSubject = /(?:^|[.!?:] |^\s*\*\s?|\/\*\* |\/\/ |["`])(What|Of|That|Those|Whoever|Refused is|As many) [a-z]/;

const isComment = (line: string): boolean => /^\s*(\/\*\*|\*|\/\/|--)/.test(line);
const wordsOf = (line: string): string[] =>
  (line.replace(builtIn, "").match(/[A-Za-z_]+/g) ?? []).flatMap((name) =>
    name
      .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
      .replaceAll(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
      .split(/[ _]/),
  );

function objections(line: string): string[] {
  const found = new Set(
    wordsOf(line).flatMap((word) => {
      const use = terms.get(word.toLowerCase());
      return use === undefined ? [] : [`"${word}": use ${use}`];
    }),
  );
  const hidden = isComment(line) || /["`]/.test(line) ? hiddenSubject.exec(line) : null;
  if (hidden) found.add(`a sentence begins with "${hidden[1]}": begin with its subject`);
  if (isComment(line) && line.length > MAX_COMMENT_WIDTH) found.add(`a comment of ${line.length} characters`);
  return [...found];
}

test("the sweep notices what it refuses, and nothing else", () => {
  expect(objections('  const toldNothing = "x";')).toEqual([
    `"told": use ${refused["tell tells told telling untold"]}`,
  ]);
  expect(objections("/** What is left to do. */")).toEqual(['a sentence begins with "What": begin with its subject']);
  expect(objections(`// ${"x".repeat(MAX_COMMENT_WIDTH)}`)).toEqual(["a comment of 123 characters"]);
  expect(objections("await Promise.allSettled(deliveries); // Delivers what is pending.")).toEqual([]);
});

test("the code uses the field's terms, in sentences with a subject, within the formatter's width", () => {
  const files = ["src", "migrations"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((path) => /\.(ts|tsx|sql)$/.test(path) && path !== "env.d.ts")
      .map((path) => join(folder, path)),
  );
  expect(files.length).toBeGreaterThan(300);
  const found = files.flatMap((path) =>
    readFileSync(join(root, path), "utf8")
      .split("\n")
      .flatMap((line, at) => objections(line).map((objection) => `${path}:${at + 1} ${objection}`)),
  );
  expect(found).toEqual([]);
});
