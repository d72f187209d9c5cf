import { expect, test } from "vitest";
import { plainWordsOf } from "#porting/rules/plain-words";
import { actors } from "#porting/rules/reasons";
import { isFinal, portingPaths, requestStatuses } from "#porting/rules/states";
import { legalTransitions } from "#porting/rules/transitions";

const all = requestStatuses.flatMap((status) =>
  portingPaths.map((path) => ({ status, path, words: plainWordsOf(status, path) })),
);

test.each(all)("$status on the path $path has a title and whole sentences without jargon", ({ words }) => {
  expect(words.title.length).toBeGreaterThan(3);
  for (const text of [words.meaning, words.next, ...(words.duration === null ? [] : [words.duration])]) {
    expect(text).toMatch(/^[A-Z].*\.$/);
    expect(text).not.toMatch(/\bFOC\b|\bLOA\b|\bCSR\b|\bLSR\b|\bBTN\b|losing carrier|null|undefined/);
  }
  expect(actors).toContain(words.whoActs);
});

test("a status that ends the request has no duration, and every other has one", () => {
  expect(all.filter(({ status, words }) => isFinal(status) !== (words.duration === null))).toEqual([]);
});

test("the customer acts only where the customer can: a move is theirs, a signature is asked for, or it is over", () => {
  const stuck = all.filter(
    ({ status, path, words }) =>
      words.whoActs === "customer" &&
      status !== "awaiting_signature" &&
      !isFinal(status) &&
      legalTransitions({ status, path }, "customer").length === 0,
  );
  expect(stuck).toEqual([]);
});
