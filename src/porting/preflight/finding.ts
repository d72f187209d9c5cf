// Pure: no I/O, no clock, no randomness.
import { type SourceName, sources } from "./sources";

/** Errors stand in the way of submission, warnings make a rejection likelier, infos are good to know. */
export const severities = ["error", "warning", "info"] as const;
export type FindingSeverity = (typeof severities)[number];

/** A repair that a program can make. */
export type Change =
  /** Send the value at this pointer of a change to the request. */
  | { readonly kind: "set_field"; readonly pointer: string; readonly value: unknown }
  /** Take the finding's `phone_numbers` out of the request. */
  | { readonly kind: "remove_numbers" };

/** Something that a losing carrier is likely to refuse, or that deserves a look. */
export interface Finding<Rule extends string = string> {
  readonly rule: Rule;
  readonly severity: FindingSeverity;
  /** The field in the body of a request, as a JSON pointer. */
  readonly pointer: string;
  /** The fact, in a sentence. Never with an account number or PIN. */
  readonly detail: string;
  /** The way out; `null`: nothing has to be done. */
  readonly fix: string | null;
  /** The same for programs; `null`: only the customer knows the right value. */
  readonly change: Change | null;
  /** The numbers that it is about; empty: the request. */
  readonly phone_numbers: readonly string[];
  readonly source: { readonly title: string; readonly url: string };
}

interface Given<Rule extends string> {
  readonly rule: Rule;
  readonly severity: FindingSeverity;
  readonly pointer: string;
  readonly detail: string;
  readonly fix: string | null;
  readonly change?: Change | null;
  readonly phone_numbers?: readonly string[];
  readonly source: SourceName;
}

/** A finding with its source in full. */
export const finding = <Rule extends string>({ source, ...given }: Given<Rule>): Finding<Rule> => ({
  change: null,
  phone_numbers: [],
  ...given,
  source: sources[source],
});

/** A few numbers in words: the first three, and how many more. */
export function named(numbers: readonly string[]): string {
  const shown = numbers.slice(0, 3).join(", ");
  return numbers.length > 3 ? `${shown} and ${numbers.length - 3} more` : shown;
}
