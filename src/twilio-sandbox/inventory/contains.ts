import { narrow, type Template } from "./template";

/** A parsed `Contains`: runs of digits (or "*") that must follow one another, each after any number of other digits. */
export interface ContainsPattern {
  runs: string[];
  fromStart: boolean;
  toEnd: boolean;
}

const keypad = "22233344455566677778889999";

/**
 * Twilio's search pattern: 2 to 16 characters; digits, letters (as on a keypad), `*` one digit, `%` any number of
 * digits, a leading `+` for the start of the E.164, a trailing `$` for its end. Null when it is none of that.
 */
export function parseContains(text: string): ContainsPattern | null {
  if (text.length < 2 || text.length > 16 || !/^\+?[0-9A-Za-z*%]*\$?$/.test(text)) return null;
  const inner = text.replace(/^\+/, "").replace(/\$$/, "");
  const digits = inner.toLowerCase().replace(/[a-z]/g, (letter) => keypad.charAt(letter.charCodeAt(0) - 97));
  return {
    runs: digits.split("%").filter((run) => run !== ""),
    fromStart: text.startsWith("+") && !digits.startsWith("%"),
    toEnd: text.endsWith("$") && !digits.endsWith("%"),
  };
}

/** Narrows the template in every way its numbers can match, matches at the end first. The results may overlap. */
export function* placements(positions: Template, pattern: ContainsPattern, run = 0, from = 0): Generator<Template> {
  const wanted = pattern.runs[run];
  if (wanted === undefined) {
    yield positions;
    return;
  }
  const latest = positions.length - wanted.length;
  const first = run === pattern.runs.length - 1 && pattern.toEnd ? Math.max(from, latest) : from;
  const last = run === 0 && pattern.fromStart ? 0 : latest;
  for (let start = last; start >= first; start--) {
    const narrowed = narrow(positions, start, wanted);
    if (narrowed) yield* placements(narrowed, pattern, run + 1, start + wanted.length);
  }
}

/** Whether an E.164 matches; the definition that `placements` must agree with. */
export function matchesContains(e164: string, pattern: ContainsPattern): boolean {
  const body = pattern.runs.map((run) => run.replaceAll("*", "\\d")).join("\\d*");
  return new RegExp(`^${pattern.fromStart ? "" : "\\d*"}${body}${pattern.toEnd ? "" : "\\d*"}$`).test(e164.slice(1));
}
