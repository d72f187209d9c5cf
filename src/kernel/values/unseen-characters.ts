// Pure: no I/O, no clock, no randomness.
/** Characters that no eye sees, or takes for others. Copying from spreadsheets and contact lists adds them. */

/** Soft hyphens, zero-width characters, and controls of direction and format. */
const invisible = "\\u00ad\\u061c\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff";

const invisibleStart = new RegExp(`^[${invisible}]+`);
const seen = `[^\\s${invisible}]`;
const fromSeenToSeen = new RegExp(`${seen}(?:[^]*${seen})?`);
const unlikeKeyboard = new RegExp(`[${invisible}]|[^ -~]`, "u");
const isInvisible = new RegExp(`[${invisible}]`);
const separators = new RegExp(`[\\s().\\-/${invisible}\\p{Pd}\\u2212]`, "gu");

/** The text without blanks and invisible characters at its ends. */
export const trimmed = (text: string): string => fromSeenToSeen.exec(text)?.[0] ?? "";

/** The text without invisible characters at its start; blanks stay. */
export const withoutInvisibleStart = (text: string): string => text.replace(invisibleStart, "");

/** The text without blanks, dashes, brackets and other characters that group the digits of a phone number. */
export const ungrouped = (text: string): string => text.replaceAll(separators, "");

/**
 * Names the first character inside a text that a keyboard for ASCII lacks, with its position from 1 and a blank before
 * the sentence; empty if there is none.
 */
export function unusualCharacter(text: string): string {
  const start = text.indexOf(trimmed(text));
  const found = unlikeKeyboard.exec(trimmed(text));
  if (!found) return "";
  const code = (found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  const kind = isInvisible.test(found[0]) ? "invisible character" : "character";
  return ` It contains the ${kind} U+${code} at position ${start + found.index + 1}.`;
}
