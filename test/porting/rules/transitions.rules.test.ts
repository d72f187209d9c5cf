import { expect, test } from "vitest";
import { finalStatuses, isFinal, isInPort, openStatuses, portingPaths, requestStatuses } from "#porting/rules/states";
import {
  guards,
  isLegal,
  legalTransitions,
  portingActors,
  successorsOf,
  transitionNames,
  transitionOf,
} from "#porting/rules/transitions";

test("a status is a draft, open or final, and only one of them", () => {
  for (const status of requestStatuses) {
    expect([status === "draft", isInPort(status), isFinal(status)].filter(Boolean), status).toHaveLength(1);
  }
});

test("every status can be reached from a draft", () => {
  const reached = new Set<string>(["draft"]);
  for (const status of reached) {
    for (const next of successorsOf(requestStatuses.find((known) => known === status) ?? "draft")) reached.add(next);
  }
  expect([...reached].sort()).toEqual([...requestStatuses].sort());
});

test("no open status is a trap: each leads to a final one, and final ones lead nowhere", () => {
  const ending = new Set<string>(finalStatuses);
  for (let grown = true; grown; ) {
    const before = ending.size;
    for (const status of requestStatuses) {
      if (successorsOf(status).some((next) => ending.has(next))) ending.add(status);
    }
    grown = ending.size > before;
  }
  expect([...ending].sort()).toEqual([...requestStatuses].sort());
  for (const status of finalStatuses) expect(successorsOf(status)).toEqual([]);
});

test("every move on every path, from every status and by every actor: the table's rows are legal, and nothing else is", () => {
  for (const path of portingPaths) {
    for (const status of requestStatuses) {
      for (const actor of portingActors) {
        const legal = legalTransitions({ status, path }, actor);
        for (const name of transitionNames) {
          const row = transitionOf(name);
          const isInTable =
            row.from.includes(status) && row.by.includes(actor) && (row.path === undefined || row.path === path);
          expect(isLegal(name, { status, path }, actor), `${name} from ${status} by ${actor}`).toBe(isInTable);
          expect(legal.includes(name)).toBe(isInTable);
        }
      }
    }
  }
});

test("customers hand in, correct and cancel; the carrier and operators move what is with the carrier", () => {
  const twilio = "twilio" as const;
  expect(legalTransitions({ status: "draft", path: twilio }, "customer")).toEqual(["submit", "discard"]);
  expect(legalTransitions({ status: "exception", path: twilio }, "customer")).toEqual([
    "resubmit",
    "request_cancellation",
  ]);
  for (const status of openStatuses) {
    expect(
      legalTransitions({ status, path: twilio }, "customer").filter((name) => !name.startsWith("re")),
      status,
    ).toEqual([]);
  }
  expect(legalTransitions({ status: "completed", path: twilio }, "operator")).toEqual([]);
});

test("every guard has its sentence, and every sentence its guard", () => {
  const used = new Set(transitionNames.flatMap((name) => transitionOf(name).guards ?? []));
  expect([...used].sort()).toEqual(Object.keys(guards).sort());
});
