// Pure: no I/O, no clock, no randomness.
/**
 * CSV as in RFC 4180. This parser is our own, because problems must name the line of an error, and no npm parser that
 * runs in Workers does that: `csv-parse` counts lines wrongly after CRLF and supports one kind of line end per file;
 * `papaparse` and `@vanillaes/csv` count rows, not lines, and the latter accepts an unclosed quote.
 */

/** The separators that spreadsheets write, depending on the user's country and the kind of file. */
const separators = [",", ";", "\t"] as const;
type Separator = (typeof separators)[number];

/** Excel takes a file for UTF-8 only if it begins with this. */
export const BYTE_ORDER_MARK = "\ufeff";

const quoted = (field: string): string => (/[",;\t\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);

export const csvLine = (fields: readonly string[]): string => `${fields.map(quoted).join(",")}\r\n`;

/** Text that a spreadsheet would read as a formula, or change: 007, 1-2 and 12:30 are numbers and dates to it. */
const changeable = /^(?:[=+\-@\t\r]|(?=.*\d)[\d\s.,:/()$\u20ac\u00a3%eE-]+$)/;

/**
 * Text for a spreadsheet: text that it would run or change gets a leading apostrophe. Such text with apostrophes before
 * it gets one more, so that `unescapeCell` always restores the original.
 */
export const escapeCell = (text: string): string => (changeable.test(text.replace(/^'+/, "")) ? `'${text}` : text);

/** Restores the text that `escapeCell` escaped. */
export const unescapeCell = (text: string): string =>
  text.startsWith("'") && changeable.test(text.replace(/^'+/, "")) ? text.slice(1) : text;

/** One record of a CSV text, with the number of its first line, counted from 1. */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
  /** A line end follows. Without one the text may be cut off here. */
  readonly isEnded: boolean;
}

/** A field with or without quotes, and the separator or line end after it. */
const fieldPatterns: Readonly<Record<Separator, RegExp>> = {
  ",": /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y,
  ";": /(?:"([^"]*(?:""[^"]*)*)"|([^";\r\n]*))(;|\r\n|\n|\r|$)/y,
  "\t": /(?:"([^"]*(?:""[^"]*)*)"|([^"\t\r\n]*))(\t|\r\n|\n|\r|$)/y,
};

const countOf = (text: string, part: string): number => text.split(part).length - 1;

/** The separator that the header has most of, outside quotes. */
function separatorIn(text: string): Separator {
  const header = /(?:"[^"]*"|[^"\r\n]+)+/.exec(text.replace(/^[\s,;]+/, ""))?.[0] ?? "";
  const bare = header.replaceAll(/"[^"]*"/g, "");
  const [most] = separators.toSorted((a, b) => countOf(bare, b) - countOf(bare, a));
  return most ?? ",";
}

/** `sep=;` as the first line names the separator. Excel reads this line; some programs write it for Excel. */
const separatorLine = /^"?sep=([^\r\n"]?)"?[,;\t]*(?:\r\n|\n|\r|$)/i;

function beginningOf(text: string): { separator: Separator; at: number; line: number } | { problem: string } {
  const at = text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
  const named = separatorLine.exec(text.slice(at, at + 2_000));
  if (!named) return { separator: separatorIn(text.slice(at)), at, line: 1 };
  const separator = separators.find((one) => one === named[1]);
  if (separator !== undefined) return { separator, at: at + named[0].length, line: 2 };
  return { problem: `line 1: sep=${named[1]} is not taken. The separator is a comma, a semicolon or a tab.` };
}

/**
 * The records of a CSV text without its empty lines, and without lines that have only separators; or a problem, with
 * the line of the syntax error.
 */
export function parseCsv(text: string): { records: CsvRecord[] } | { problem: string } {
  const beginning = beginningOf(text);
  if ("problem" in beginning) return beginning;
  const { separator } = beginning;
  const pattern = fieldPatterns[separator];
  const records: CsvRecord[] = [];
  let { line } = beginning;
  let recordLine = line;
  let fields: string[] = [];
  for (let { at } = beginning; at < text.length; ) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (!found) return { problem: `line ${line}: a quote is in the wrong place or is never closed.` };
    const [whole, inQuotes, bare = "", end = ""] = found;
    fields.push(inQuotes === undefined ? bare : inQuotes.replaceAll('""', '"'));
    at += whole.length;
    line += whole.match(/\r\n|\n|\r/g)?.length ?? 0;
    if (end === separator && at < text.length) continue;
    if (end === separator) fields.push("");
    if (fields.some((field) => field.trim() !== "")) {
      records.push({ line: recordLine, fields, isEnded: end !== "" && end !== separator });
    }
    fields = [];
    recordLine = line;
  }
  return { records };
}
