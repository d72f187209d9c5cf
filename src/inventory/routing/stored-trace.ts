// Pure: no I/O, no clock, no randomness.
import { absentDetails, ruleNames, type TraceStep } from "./route-call";

/**
 * A trace of a routing decision as a call stores it: without rules that the plan does not have. Most of a database
 * is calls, and SQLite gives a row of `calls` that is longer than a quarter of a page another whole page.
 */

export const toStoredTrace = (trace: readonly TraceStep[]): readonly TraceStep[] =>
  trace.filter(({ result }) => result !== "absent");

interface StoredStep {
  readonly rule: string;
  readonly result: string;
  readonly detail: string;
}

const absentSteps: Readonly<Record<string, string>> = absentDetails;

/** The whole trace: up to the rule that decided, each rule that is not stored was absent. */
export function fromStoredTrace(stored: readonly StoredStep[]): readonly StoredStep[] {
  const decidedAt = ruleNames.findIndex((rule) => rule === stored.at(-1)?.rule);
  // A decision without the database has a step of its own.
  if (decidedAt < 0) return stored;
  return ruleNames.slice(0, decidedAt + 1).flatMap((rule): StoredStep[] => {
    const detail = absentSteps[rule];
    const step = stored.find((each) => each.rule === rule);
    if (step) return [step];
    return detail === undefined ? [] : [{ rule, result: "absent", detail }];
  });
}
