// Pure: no I/O, no clock, no randomness.
import type { z } from "#kernel/http/schema";
import { trimmed } from "#kernel/values/unseen-characters";

/** Other spellings of a boolean, as other APIs and languages write it. */
const booleans: Readonly<Record<string, string>> = { "1": "true", "0": "false", yes: "true", no: "false" };

/** The value that was meant: in another case, with a hyphen for the underscore, or a boolean in another spelling. */
function optionMeant(text: string, values: readonly unknown[]): string | undefined {
  const options = values.map(String);
  const plain = (option: string): string => option.toLowerCase().replaceAll("-", "_");
  const written = options.includes("true") ? (booleans[text.toLowerCase()] ?? text) : text;
  return options.find((option) => plain(option) === plain(written));
}

/**
 * The query with harmless spellings corrected where the schema refused them: blanks and invisible characters around a
 * value, and the values of enums and booleans. `undefined` if there is nothing to correct. A query is typed by hand
 * more often than a body, and all of its values are text.
 */
export function respelled(query: unknown, issues: readonly z.core.$ZodIssue[]): object | undefined {
  const given = new Map(Object.entries(query as object));
  let isChanged = false;
  for (const issue of issues) {
    const name = String(issue.path[0]);
    const text: unknown = given.get(name);
    if (typeof text !== "string") continue;
    const option = issue.code === "invalid_value" ? optionMeant(trimmed(text), issue.values) : undefined;
    // A single space before a digit was the plus sign of a number.
    const meant = option ?? (/^ \d/.test(text) ? text : trimmed(text));
    isChanged ||= meant !== text;
    given.set(name, meant);
  }
  return isChanged ? Object.fromEntries(given) : undefined;
}
