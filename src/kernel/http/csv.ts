/** CSV as in RFC 4180: commas, CRLF, and quotes around what needs them. */

const quoted = (field: string): string => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);

export const csvLine = (fields: readonly string[]): string => `${fields.map(quoted).join(",")}\r\n`;

/**
 * Text as a spreadsheet may be shown it: what it would take for a formula gets an apostrophe in front. So does what has one
 * there already, so that `plainText` always gives the text back.
 */
export const escapeFormula = (text: string): string => (/^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text);

/** The text that `inertText` was given. */
export const unescapeFormula = (text: string): string => (/^'+[=+\-@\t\r]/.test(text) ? text.slice(1) : text);

/** One record of a CSV text, with the line that it begins on: 1 for the first. */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

/** A field in quotes or without, and what ends it. */
const fieldPattern = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y;

/** The records of a CSV text; empty lines are none. Says on which line the text stops being CSV, if it does. */
export function parseCsv(text: string): { records: CsvRecord[] } | { problem: string } {
  const records: CsvRecord[] = [];
  let line = 1;
  let begun = 1;
  let fields: string[] = [];
  // A byte order mark, as spreadsheets write it, is no part of the first name.
  for (let at = text.startsWith("\ufeff") ? 1 : 0; at < text.length; ) {
    fieldPattern.lastIndex = at;
    const found = fieldPattern.exec(text);
    if (!found) return { problem: `line ${line}: a quote is in the wrong place or never closed.` };
    const [whole, inQuotes, bare = "", end = ""] = found;
    fields.push(inQuotes === undefined ? bare : inQuotes.replaceAll('""', '"'));
    at += whole.length;
    line += whole.match(/\r\n|\n|\r/g)?.length ?? 0;
    if (end === "," && at < text.length) continue;
    if (end === ",") fields.push("");
    if (fields.length > 1 || fields[0] !== "") records.push({ line: begun, fields });
    fields = [];
    begun = line;
  }
  return { records };
}
