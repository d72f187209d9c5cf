// Pure: no I/O, no clock, no randomness.
/**
 * CSV as in RFC 4180. This parser is our own, because problems must name the line of an error, and no npm parser that
 * runs in Workers does that: `csv-parse` counts lines wrongly after CRLF and supports one kind of line end per file;
 * `papaparse` and `@vanillaes/csv` count rows, not lines, and the latter accepts an unclosed quote.
 */

const quoted = (field: string): string => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);

export const csvLine = (fields: readonly string[]): string => `${fields.map(quoted).join(",")}\r\n`;

/**
 * Text for a spreadsheet: text that it would read as a formula gets a leading apostrophe. Such text with apostrophes
 * before it gets one more, so that `unescapeFormula` always restores the original.
 */
export const escapeFormula = (text: string): string => (/^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text);

/** Restores the text that `escapeFormula` escaped. */
export const unescapeFormula = (text: string): string => (/^'+[=+\-@\t\r]/.test(text) ? text.slice(1) : text);

/** One record of a CSV text, with the number of its first line, counted from 1. */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

/** A field with or without quotes, and the separator after it. */
const fieldPattern = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y;

/** The records of a CSV text without its empty lines; or a problem, with the line of the syntax error. */
export function parseCsv(text: string): { records: CsvRecord[] } | { problem: string } {
  const records: CsvRecord[] = [];
  let line = 1;
  let recordLine = 1;
  let fields: string[] = [];
  // Spreadsheets write a byte order mark, which is not part of the first name.
  for (let at = text.startsWith("\ufeff") ? 1 : 0; at < text.length; ) {
    fieldPattern.lastIndex = at;
    const found = fieldPattern.exec(text);
    if (!found) return { problem: `line ${line}: a quote is in the wrong place or is never closed.` };
    const [whole, inQuotes, bare = "", end = ""] = found;
    fields.push(inQuotes === undefined ? bare : inQuotes.replaceAll('""', '"'));
    at += whole.length;
    line += whole.match(/\r\n|\n|\r/g)?.length ?? 0;
    if (end === "," && at < text.length) continue;
    if (end === ",") fields.push("");
    if (fields.length > 1 || fields[0] !== "") records.push({ line: recordLine, fields });
    fields = [];
    recordLine = line;
  }
  return { records };
}
