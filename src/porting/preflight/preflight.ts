// Pure: no I/O, no clock, no randomness.
import { portingRequirements, type Requirement } from "../rules/requirements";
import { type AccountRule, accountRules } from "./account-rules";
import { type AddressRule, addressRules } from "./address-rules";
import { type DateRule, dateRules } from "./date-rules";
import { type PreflightFacts, requirementFactsOf } from "./facts";
import { type Finding, type FindingSeverity, finding } from "./finding";
import { type NameRule, nameRules } from "./name-rules";
import { movedTogether, type NumberRule, numberRules } from "./number-rules";
import { ofOwnCarrier } from "./own-numbers";
import { proposeSplit, type SplitGroup } from "./split";

/** The check before submission: most rejections can be seen on day one. */

export type PreflightRule = "requirement_missing" | AddressRule | NameRule | AccountRule | DateRule | NumberRule;

export interface Preflight {
  /** 100: nothing found. 0: certain to be refused. */
  readonly score: number;
  /** Errors first, then warnings, then infos. */
  readonly findings: readonly Finding<PreflightRule>[];
  /** The requests that the numbers need; `null`: one is enough. */
  readonly split: readonly SplitGroup[] | null;
}

const missing = (facts: PreflightFacts): Finding<PreflightRule>[] =>
  portingRequirements(requirementFactsOf(facts))
    .filter(({ kind, status }) => status === "missing" || (kind === "document" && status === "rejected"))
    .map((requirement) =>
      finding({
        rule: "requirement_missing",
        severity: "error",
        pointer: pointerOf(requirement),
        detail: requirement.detail ?? `${requirement.title} is missing.`,
        fix: requirement.acceptance_criteria,
        source: "platform",
      }),
    );

/** Documents are no fields: their findings point at the list of documents. */
const pointerOf = ({ kind, pointer }: Requirement): string => (kind === "document" ? `/documents/${pointer}` : pointer);

const rules: readonly ((facts: PreflightFacts) => Finding<PreflightRule>[])[] = [
  missing,
  ...addressRules,
  ...nameRules,
  ...accountRules,
  ...numberRules,
  ...dateRules,
];

/** Four errors are as good as a refusal; a warning counts a third of one. */
const weights: Readonly<Record<FindingSeverity, number>> = { error: 25, warning: 8, info: 0 };
const order: readonly FindingSeverity[] = ["error", "warning", "info"];

/** Runs every rule over the facts. It never throws, and no finding has an account number or PIN in its text. */
export function runPreflight(facts: PreflightFacts): Preflight {
  const own = { ...facts, numbers: ofOwnCarrier(facts.numbers, facts) };
  const findings = [...rules.flatMap((rule) => rule(own)), ...movedTogether(facts)].toSorted(
    (a, b) => order.indexOf(a.severity) - order.indexOf(b.severity),
  );
  const lost = findings.reduce((sum, { severity }) => sum + weights[severity], 0);
  return { score: Math.max(0, 100 - lost), findings, split: proposeSplit(facts.numbers, facts.details.losing_carrier) };
}

/** Whether the check stands in the way of submission. */
export const hasErrors = ({ findings }: Pick<Preflight, "findings">): boolean =>
  findings.some(({ severity }) => severity === "error");
